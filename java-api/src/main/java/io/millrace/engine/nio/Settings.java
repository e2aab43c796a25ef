package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** What a connection may hold back, and its socket's options. {@code lowWater <= highWater <= unsentMax}, in bytes. */
final class Settings {
    private static final long UNSENT_BYTES_LIMIT = 1L << 30;
    private static final int SOCKET_BUFFER_MAX = 0x3fffffff;
    private static final int TRAFFIC_CLASS_MAX = 255;

    private final SocketChannel channel;
    private long highWater = 64 * 1024;
    private long lowWater = 16 * 1024;
    private long unsentMax = 64L * 1024 * 1024;
    private boolean halfClose;
    private boolean crowdedInput;

    Settings(SocketChannel channel) {
        this.channel = channel;
        // Small messages are not held back, and a peer that vanished is noticed some day; not on UNIX sockets.
        setOption(StandardSocketOptions.TCP_NODELAY, true);
        setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }

    long highWater() {
        return highWater;
    }

    long lowWater() {
        return lowWater;
    }

    long unsentMax() {
        return unsentMax;
    }

    boolean halfClose() {
        return halfClose;
    }

    boolean crowdedInput() {
        return crowdedInput;
    }

    /** Who connects may have much to say before it listens. */
    void allowCrowdedInput() {
        crowdedInput = true;
    }

    /** Any but the time-outs. A code. */
    int set(int setting, long value) {
        switch (setting) {
            case Codes.SET_HIGH_WATER:
                return setWaterMarks(lowWater, value, unsentMax);
            case Codes.SET_LOW_WATER:
                return setWaterMarks(value, highWater, unsentMax);
            case Codes.SET_UNSENT_MAX:
                return setWaterMarks(lowWater, highWater, value);
            case Codes.SET_HALF_CLOSE:
                halfClose = isFlag(value) ? value == 1 : halfClose;
                return code(isFlag(value));
            case Codes.SET_CROWDED_INPUT:
                crowdedInput = isFlag(value) ? value == 1 : crowdedInput;
                return code(isFlag(value));
            case Codes.SET_NO_DELAY:
                return isFlag(value) ? setOption(StandardSocketOptions.TCP_NODELAY, value == 1) : code(false);
            case Codes.SET_KEEP_ALIVE:
                return isFlag(value) ? setOption(StandardSocketOptions.SO_KEEPALIVE, value == 1) : code(false);
            case Codes.SET_SEND_BUFFER:
                return setNumber(StandardSocketOptions.SO_SNDBUF, value, SOCKET_BUFFER_MAX);
            case Codes.SET_RECEIVE_BUFFER:
                return setNumber(StandardSocketOptions.SO_RCVBUF, value, SOCKET_BUFFER_MAX);
            case Codes.SET_TRAFFIC_CLASS:
                return setNumber(StandardSocketOptions.IP_TOS, value, TRAFFIC_CLASS_MAX);
            default:
                return Codes.OUT_OF_RANGE;
        }
    }

    private int setWaterMarks(long low, long high, long max) {
        boolean inOrder = 0 <= low && low <= high && high <= max && max <= UNSENT_BYTES_LIMIT;
        if (inOrder) {
            lowWater = low;
            highWater = high;
            unsentMax = max;
        }
        return code(inOrder);
    }

    private int setNumber(SocketOption<Integer> option, long value, int max) {
        return value < 0 || value > max ? Codes.OUT_OF_RANGE : setOption(option, (int) value);
    }

    private <T> int setOption(SocketOption<T> option, T value) {
        try {
            channel.setOption(option, value);
            return Codes.OK;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException refused) {
            return Errno.code(refused);
        }
    }

    /** Any but the time-outs. Its value, or a code. */
    long get(int setting) {
        return switch (setting) {
            case Codes.SET_HIGH_WATER -> highWater;
            case Codes.SET_LOW_WATER -> lowWater;
            case Codes.SET_UNSENT_MAX -> unsentMax;
            case Codes.SET_HALF_CLOSE -> halfClose ? 1 : 0;
            case Codes.SET_CROWDED_INPUT -> crowdedInput ? 1 : 0;
            case Codes.SET_NO_DELAY -> getOption(StandardSocketOptions.TCP_NODELAY);
            case Codes.SET_KEEP_ALIVE -> getOption(StandardSocketOptions.SO_KEEPALIVE);
            case Codes.SET_SEND_BUFFER -> getOption(StandardSocketOptions.SO_SNDBUF);
            case Codes.SET_RECEIVE_BUFFER -> getOption(StandardSocketOptions.SO_RCVBUF);
            case Codes.SET_TRAFFIC_CLASS -> getOption(StandardSocketOptions.IP_TOS);
            default -> Codes.OUT_OF_RANGE;
        };
    }

    private long getOption(SocketOption<?> option) {
        try {
            Object value = channel.getOption(option);
            return value instanceof Boolean flag ? (flag ? 1 : 0) : (Integer) value;
        } catch (IOException | UnsupportedOperationException refused) {
            return Errno.code(refused);
        }
    }

    private static boolean isFlag(long value) {
        return value == 0 || value == 1;
    }

    private static int code(boolean inRange) {
        return inRange ? Codes.OK : Codes.OUT_OF_RANGE;
    }
}
