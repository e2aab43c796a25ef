package io.millrace.columns;

import io.millrace.engine.Block;

/** The Java twin of {@code native/src/columns/instant.hpp}, which says what times look like. */
final class InstantReader {
    private static final long SECONDS_OF_A_DAY = 86_400;
    private static final long NANOS_OF_A_SECOND = 1_000_000_000;
    private static final int FRACTION_DIGITS_MAX = 9;
    private static final int OFFSET_HOURS_MAX = 18;

    private Block block;
    private int at;
    private int end;
    private boolean isGood;
    private long nanos;

    /** Of the time that was read last, since 1970. */
    long nanos() {
        return nanos;
    }

    Parsed instant(Block bytes, int from, int to) {
        block = bytes;
        at = from;
        end = to;
        isGood = true;
        nanos = 0;
        long seconds = takeDate() * SECONDS_OF_A_DAY;
        take('T');
        seconds += takeTimeOfDay();
        long fraction = 0;
        if (next() == '.') {
            at++;
            fraction = takeFraction();
        }
        seconds -= takeOffset();
        block = null;
        return isGood && at == end ? sum(seconds, fraction) : Parsed.MALFORMED;
    }

    /** The seconds are rounded towards zero first, so that the earliest nanoseconds fit, too. */
    private Parsed sum(long seconds, long fraction) {
        boolean isBefore = seconds < 0 && fraction > 0;
        long whole = isBefore ? seconds + 1 : seconds;
        long rest = isBefore ? fraction - NANOS_OF_A_SECOND : fraction;
        long product = whole * NANOS_OF_A_SECOND;
        long total = product + rest;
        boolean isTooLarge = Math.multiplyHigh(whole, NANOS_OF_A_SECOND) != product >> Long.SIZE - 1
                || ((product ^ total) & (rest ^ total)) < 0;
        nanos = isTooLarge ? 0 : total;
        return isTooLarge ? Parsed.TOO_LARGE : Parsed.GOOD;
    }

    private int next() {
        return at < end ? block.byteAt(at) : 0;
    }

    private boolean isDigit() {
        return next() >= '0' && next() <= '9';
    }

    private void take(int wanted) {
        isGood &= next() == wanted;
        at++;
    }

    private int takeNumber(int digits, int least, int most) {
        int number = 0;
        for (int i = 0; i < digits; i++, at++) {
            isGood &= isDigit();
            number = number * 10 + next() - '0';
        }
        isGood &= number >= least && number <= most;
        return number;
    }

    private long takeDate() {
        int year = takeNumber(4, 1, 9999);
        take('-');
        int month = takeNumber(2, 1, 12);
        take('-');
        int day = takeNumber(2, 1, 31);
        isGood = isGood && day <= daysOf(year, month);
        return isGood ? dayNumber(year, month, day) : 0;
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    private static int daysOf(int year, int month) {
        return switch (month) {
            case 2 -> isLeap(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Since 1970. Years begin in March here, so that a leap day is the last of one. */
    private static long dayNumber(int year, int month, int day) {
        long y = month <= 2 ? year - 1 : year;
        long era = y / 400;
        long ofEra = y - era * 400;
        long ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468;
    }

    private long takeTimeOfDay() {
        int hour = takeNumber(2, 0, 23);
        take(':');
        int minute = takeNumber(2, 0, 59);
        take(':');
        return hour * 3600L + minute * 60L + takeNumber(2, 0, 59);
    }

    private long takeFraction() {
        long number = 0;
        int digits = 0;
        for (; isDigit() && digits < FRACTION_DIGITS_MAX; digits++, at++) {
            number = number * 10 + next() - '0';
        }
        isGood &= digits > 0;
        for (; digits < FRACTION_DIGITS_MAX; digits++) {
            number *= 10;
        }
        return number;
    }

    /** Seconds east of Greenwich. */
    private long takeOffset() {
        int sign = next();
        if (sign != '+' && sign != '-') {
            take('Z');
            return 0;
        }
        at++;
        int hours = takeNumber(2, 0, OFFSET_HOURS_MAX);
        take(':');
        long seconds = hours * 3600L + takeNumber(2, 0, hours == OFFSET_HOURS_MAX ? 0 : 59) * 60L;
        return sign == '-' ? -seconds : seconds;
    }
}
