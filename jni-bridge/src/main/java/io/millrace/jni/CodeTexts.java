package io.millrace.jni;

import java.util.Map;

/** What the numbers of {@link Codes} mean, in words: for messages, logs and exceptions. */
public final class CodeTexts {
    private CodeTexts() {}

    /** What a negative answer of a native function means, for a message. */
    public static String text(long code) {
        if (code > Codes.SYSTEM_BASE) {
            return CODE_TEXTS.getOrDefault((int) code, "unknown code " + code);
        }
        int errno = errno(code);
        return ERRNO_TEXTS.getOrDefault(errno, "the kernel refused") + " (errno " + errno + ")";
    }

    /** The errno in a code at or below {@link Codes#SYSTEM_BASE}; 0 in any other. */
    public static int errno(long code) {
        return code <= Codes.SYSTEM_BASE ? (int) (Codes.SYSTEM_BASE - code) : 0;
    }

    /** The name of a reason, as people read it: {@code "lag"}, {@code "peer closed"}. */
    public static String reasonText(int reason) {
        return reason >= 0 && reason < REASON_TEXTS.length ? REASON_TEXTS[reason] : "unknown reason " + reason;
    }

    /** The name of a command, as the operation in an exception: {@code "hand over"}. */
    public static String commandText(int command) {
        return COMMAND_TEXTS.getOrDefault(command, "command " + command);
    }

    private static final Map<Integer, String> CODE_TEXTS = Map.of(
            Codes.OK, "ok",
            Codes.STALE, "the handle's object is gone, or never was",
            Codes.WRONG_KIND, "the handle belongs to another kind of object",
            Codes.WRONG_STATE, "the object cannot do that in its present state",
            Codes.OUT_OF_RANGE, "an offset, length, index or kind is out of bounds",
            Codes.NO_MEMORY, "the pool's ceiling or the memory of the process is reached",
            Codes.FULL, "a table of fixed size has no place left",
            Codes.BUSY, "the feed already has a source");

    private static final String[] REASON_TEXTS = {
        "none",
        "peer closed",
        "peer reset",
        "local close",
        "local abort",
        "idle",
        "lag",
        "stalled",
        "limit",
        "protocol error",
        "refused",
        "system",
        "feed ended",
        "loop closed",
        "native fault"
    };

    private static final Map<Integer, String> COMMAND_TEXTS = Map.ofEntries(
            Map.entry(Codes.CMD_LISTEN, "listen"),
            Map.entry(Codes.CMD_CONNECT, "connect"),
            Map.entry(Codes.CMD_LEND, "lend"),
            Map.entry(Codes.CMD_FEED_OPEN, "open feed"),
            Map.entry(Codes.CMD_PORT, "port"),
            Map.entry(Codes.CMD_WRITE, "write"),
            Map.entry(Codes.CMD_CLOSE, "close"),
            Map.entry(Codes.CMD_ABORT, "abort"),
            Map.entry(Codes.CMD_PAUSE_READING, "pause reading"),
            Map.entry(Codes.CMD_RESUME_READING, "resume reading"),
            Map.entry(Codes.CMD_FRAMING, "set framing"),
            Map.entry(Codes.CMD_GET, "ask for a setting"),
            Map.entry(Codes.CMD_ADDRESS, "ask for an address"),
            Map.entry(Codes.CMD_TCP_INFO, "ask for TCP's figures"),
            Map.entry(Codes.CMD_FINISH, "finish writing"),
            Map.entry(Codes.CMD_SET, "change a setting"),
            Map.entry(Codes.CMD_DELIVERY, "watch delivery"),
            Map.entry(Codes.CMD_MOVE, "move to another loop"),
            Map.entry(Codes.CMD_SPREAD, "spread over another loop"),
            Map.entry(Codes.CMD_ACCEPT, "let accept"),
            Map.entry(Codes.CMD_SEND_TO, "send a datagram"),
            Map.entry(Codes.CMD_PUT_BACK, "put input back"),
            Map.entry(Codes.CMD_LOAD, "load a protocol"),
            Map.entry(Codes.CMD_FUSE, "give to a native protocol"),
            Map.entry(Codes.CMD_MESSAGE, "send a message to a native protocol"),
            Map.entry(Codes.CMD_DATAGRAMS, "open a datagram socket"),
            Map.entry(Codes.CMD_FROM, "choose the local address of a connection"),
            Map.entry(Codes.CMD_NEXT, "next frame"),
            Map.entry(Codes.CMD_RETAIN, "retain"),
            Map.entry(Codes.CMD_RELEASE, "release"),
            Map.entry(Codes.CMD_DEADLINE, "set deadline"),
            Map.entry(Codes.CMD_HAND_OVER, "hand over"),
            Map.entry(Codes.CMD_TAKE_BACK, "take back"),
            Map.entry(Codes.CMD_FEED_WRITE, "write to feed"),
            Map.entry(Codes.CMD_FEED_CLOSE, "close feed"),
            Map.entry(Codes.CMD_FEED_CLOCK, "set feed clock"));

    /** Linux numbers, the same on every processor that the library is built for. */
    private static final Map<Integer, String> ERRNO_TEXTS = Map.ofEntries(
            Map.entry(1, "operation not permitted"),
            Map.entry(12, "the kernel has no memory left for this"),
            Map.entry(13, "permission denied; ports below 1024 need a privilege"),
            Map.entry(22, "the kernel does not know this request"),
            Map.entry(23, "the system's limit of open files is reached"),
            Map.entry(24, "the process's limit of open files is reached (ulimit -n)"),
            Map.entry(32, "the peer has closed the connection"),
            Map.entry(38, "the kernel does not have this system call"),
            Map.entry(95, "this engine, or this kind of socket, cannot do that"),
            Map.entry(97, "this machine does not have that kind of address"),
            Map.entry(98, "the address is in use"),
            Map.entry(99, "the address is not one of this machine"),
            Map.entry(100, "the network is down"),
            Map.entry(101, "the network is unreachable"),
            Map.entry(103, "the connection was aborted"),
            Map.entry(104, "the connection was reset by the peer"),
            Map.entry(105, "the kernel has no buffers left"),
            Map.entry(110, "the connection timed out"),
            Map.entry(111, "the connection was refused"),
            Map.entry(113, "there is no route to the host"));
}
