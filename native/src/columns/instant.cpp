// Floor 2. See instant.hpp. The day's number is that of H. Hinnant, "chrono-compatible low-level date algorithms", 2013.
#include "columns/instant.hpp"

namespace millrace::columns {

namespace {

constexpr std::int64_t seconds_of_a_day = 86'400;
constexpr std::int64_t nanos_of_a_second = 1'000'000'000;
constexpr std::size_t fraction_digits_max = 9;

// Reads on from where it stands; once something is wrong, it stays so.
class Reader {
public:
    Reader(Bytes bytes, std::size_t start, std::size_t end) : bytes_(bytes), at_(start), end_(end) {}

    bool is_good() const { return is_good_; }
    bool is_at_end() const { return at_ == end_; }
    std::uint8_t next() const { return at_ < end_ ? bytes_[at_] : 0; }
    bool is_digit() const { return static_cast<std::uint8_t>(next() - '0') <= 9; }

    void take(std::uint8_t wanted) {
        is_good_ = is_good_ && next() == wanted;
        ++at_;
    }

    // So many digits, whose number is within the bounds.
    std::int64_t take_number(int digits, std::int64_t least, std::int64_t most) {
        std::int64_t number = 0;
        for (; digits > 0; --digits, ++at_) {
            is_good_ = is_good_ && is_digit();
            if (!is_good_) return least;
            number = number * 10 + (next() - '0');
        }
        is_good_ = number >= least && number <= most;
        return number;
    }

    // The digits behind a point, as nanoseconds.
    std::int64_t take_fraction() {
        std::int64_t number = 0;
        std::size_t digits = 0;
        for (; is_digit() && digits < fraction_digits_max; ++digits, ++at_) number = number * 10 + (next() - '0');
        is_good_ = is_good_ && digits > 0;
        for (; digits < fraction_digits_max; ++digits) number *= 10;
        return number;
    }

private:
    Bytes bytes_;
    std::size_t at_, end_;
    bool is_good_ = true;
};

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

std::int64_t days_of(std::int64_t year, std::int64_t month) {
    constexpr std::int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

// Since 1970-01-01. Years begin in March here, so that a leap day is the last of one.
std::int64_t day_number(std::int64_t year, std::int64_t month, std::int64_t day) {
    const std::int64_t y = month <= 2 ? year - 1 : year;
    const std::int64_t era = y / 400;
    const std::int64_t of_era = y - era * 400;
    const std::int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

std::int64_t take_date(Reader& reader) {
    const std::int64_t year = reader.take_number(4, 1, 9999);
    reader.take('-');
    const std::int64_t month = reader.take_number(2, 1, 12);
    reader.take('-');
    const std::int64_t day = reader.take_number(2, 1, 31);
    if (!reader.is_good() || day > days_of(year, month))
        return seconds_of_a_day * 1'000'000;  // in no year of four digits
    return day_number(year, month, day);
}

std::int64_t take_time_of_day(Reader& reader) {
    const std::int64_t hour = reader.take_number(2, 0, 23);
    reader.take(':');
    const std::int64_t minute = reader.take_number(2, 0, 59);
    reader.take(':');
    return hour * 3600 + minute * 60 + reader.take_number(2, 0, 59);
}

// Seconds east of Greenwich.
std::int64_t take_offset(Reader& reader) {
    const std::uint8_t sign = reader.next();
    if (sign != '+' && sign != '-') {
        reader.take('Z');
        return 0;
    }
    reader.take(sign);
    const std::int64_t hours = reader.take_number(2, 0, 18);
    reader.take(':');
    const std::int64_t seconds = hours * 3600 + reader.take_number(2, 0, hours == 18 ? 0 : 59) * 60;
    return sign == '-' ? -seconds : seconds;
}

}  // namespace

Parsed parse_instant(Bytes bytes, std::size_t start, std::size_t end, std::int64_t& nanos) {
    Reader reader(bytes, start, end);
    const std::int64_t day = take_date(reader);
    if (day >= seconds_of_a_day * 1'000'000) return Parsed::malformed;
    reader.take('T');
    std::int64_t seconds = day * seconds_of_a_day + take_time_of_day(reader);
    std::int64_t fraction = 0;
    if (reader.next() == '.') {
        reader.take('.');
        fraction = reader.take_fraction();
    }
    seconds -= take_offset(reader);
    if (!reader.is_good() || !reader.is_at_end()) return Parsed::malformed;
    // Rounded towards zero before the fraction is added, so that the earliest nanoseconds fit, too.
    if (seconds < 0 && fraction > 0) {
        ++seconds;
        fraction -= nanos_of_a_second;
    }
    if (__builtin_mul_overflow(seconds, nanos_of_a_second, &nanos)) return Parsed::too_large;
    return __builtin_add_overflow(nanos, fraction, &nanos) ? Parsed::too_large : Parsed::good;
}

}  // namespace millrace::columns
