package io.millrace.engine;

import io.millrace.jni.CodeTexts;
import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * One loop of an engine, as the Java thread that turns it sees it; which engine that is, is its seam's matter.
 *
 * <pre>
 *     Commands ──► turn() ──► Events          one crossing a turn; ask() for what is asked seldom and needs an answer
 * </pre>
 *
 * <p>Only the thread that turns the loop may use it, except {@link #mailbox} and {@link #counters}.
 */
public final class EngineLoop {
    /** A command that could not be applied: its kind, what it was asked of, and the code that says why. */
    public record Refused(int command, long handle, int code) {}

    private static final VarHandle CROSSINGS;

    static {
        try {
            CROSSINGS = MethodHandles.lookup().findVarHandle(EngineLoop.class, "crossings", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Memory memory;
    private final Seam seam;
    private final long loop;
    private final Refusal refusal;
    private final Commands commands;
    private final Events events;
    private final Mailbox mailbox;
    private final Holds holds;
    private final TurnLifetime turn;
    private final Output output;
    private final Sockets sockets;
    private final Statistics.Loop statistics;
    private final ArrayDeque<Refused> refused = new ArrayDeque<>();

    // Written by the turning thread alone, read by any.
    private long crossings;

    private long turnNanos;
    private long betweenNanos;

    private EngineLoop(Memory memory, long loop, Refusal refusal) {
        this.memory = memory;
        this.seam = memory.seam();
        this.loop = loop;
        this.refusal = refusal;
        commands = new Commands(memory, loop, this::flush);
        events = new Events(memory, loop);
        mailbox = new Mailbox(seam, loop);
        holds = new Holds(this, mailbox);
        turn = new TurnLifetime(holds);
        output = new Output(this);
        sockets = new Sockets(this);
        statistics = new Statistics.Loop(memory, loop);
    }

    /** Opens a control loop behind the seam of that memory. */
    public static EngineLoop open(Memory memory, Refusal refusal) {
        Objects.requireNonNull(refusal, "refusal");
        return new EngineLoop(memory, openLoop(memory, Codes.LOOP_CONTROL, refusal), refusal);
    }

    /** Opens a data loop and answers its handle; no control loop's thread turns it. */
    public static long openDataLoop(Memory memory, Refusal refusal) {
        return openLoop(memory, Codes.LOOP_DATA, refusal);
    }

    private static long openLoop(Memory memory, int kind, Refusal refusal) {
        long loop = memory.seam().open(kind);
        if (loop < 0) {
            throw refusal.of((int) loop, "open loop", 0, "open loop: " + CodeTexts.text(loop));
        }
        return loop;
    }

    /** A loop that nobody turns. */
    long openKeeper() {
        return openLoop(memory, Codes.LOOP_CONTROL, refusal);
    }

    /** Ends a data loop; waits for its thread. */
    public static void closeDataLoop(Memory memory, long loop) {
        memory.seam().close(loop);
    }

    /** Its handle. */
    public long loop() {
        return loop;
    }

    /** The memory of its seam. */
    public Memory memory() {
        return memory;
    }

    /** What the loop's commands are written with. */
    public Commands commands() {
        return commands;
    }

    /** What the last turn brought. */
    public Events events() {
        return events;
    }

    /** What other threads want. */
    public Mailbox mailbox() {
        return mailbox;
    }

    /** How long what a turn received may be read. */
    public TurnLifetime lifetime() {
        return turn;
    }

    /** Where Java's own bytes are written to be sent. */
    public Output output() {
        return output;
    }

    /** What opens its sockets. */
    public Sockets sockets() {
        return sockets;
    }

    /** What the loop has done so far; any thread, also after it was closed. */
    public Statistics.Loop statistics() {
        return statistics;
    }

    /** How many calls through the seam there were for this loop; any thread. */
    public long crossings() {
        return (long) CROSSINGS.getOpaque(this);
    }

    /**
     * One turn: applies the commands, sends, waits, receives and frames. What the turn before received is over.
     *
     * @param timeoutNanos how long to wait; negative: until there is something to do, or a task from another thread
     * @return how many events there are
     */
    public int turn(long timeoutNanos) {
        turn.end();
        boolean waits = timeoutNanos != 0 && mailbox.fallAsleep();
        count();
        int answer = seam.turn(loop, commands.take(), waits ? timeoutNanos : 0);
        mailbox.wakeUp();
        turnNanos = statistics.turnNanos();
        return (int) check(answer, "turn", loop);
    }

    /** For how long the present turn was on the other side, its wait included; 0: it is none of those that are measured. */
    public long turnNanos() {
        return turnNanos;
    }

    /** For how long calls between two turns have lasted so far; only in turns that are measured. */
    public long betweenNanos() {
        return betweenNanos;
    }

    /**
     * Asks what was last written with one of the commands for questions, and takes it out of the block again.
     *
     * @return a handle, a segment or a number, 0 or more
     * @throws RuntimeException of the top floor's kind, for a failure
     */
    public long ask(String operation, long handle) {
        return check(tryAsk(), operation, handle);
    }

    /** A failure with words of its own. */
    RuntimeException refusalOf(long answer, String operation, String why) {
        return refusal.of((int) answer, operation, 0, operation + ": " + why);
    }

    /** The answer, if it is one and not a failure. */
    long check(long answer, String operation, long handle) {
        if (answer < 0) {
            throw refusal.of((int) answer, operation, handle, operation + ": " + CodeTexts.text(answer));
        }
        return answer;
    }

    /**
     * Receives once into memory outside the heap, which the caller guarantees, for a connection that was told to be readable.
     *
     * @return how many bytes; 0 for none now, also when the connection is about to end or was framed in another way since
     */
    public int receive(long connection, Block into, int offset, int length) {
        long began = cross();
        long received = seam.receive(loop, connection, into, offset, length);
        crossed(began);
        return (int) Math.max(0, received);
    }

    /** Takes over a descriptor that others opened, and answers its handle; then it is the loop's to close. */
    long adopt(int kind, int descriptor) {
        long began = cross();
        long answer = seam.adopt(loop, kind, descriptor);
        crossed(began);
        return check(answer, "adopt descriptor " + descriptor, 0);
    }

    /** As {@link #ask}, but answers a failure as its negative code. */
    long tryAsk() {
        return ask(commands.takeLast());
    }

    /**
     * Has the commands applied that are waiting for the next turn: when there is no room for another, or something must be
     * given back at once. What is refused is told by {@link #pollRefused}, as a turn tells it by an event.
     */
    void flush() {
        StackRoom.require(); // cut off half-way, the commands of other connections would be lost
        int count = commands.take();
        for (int i = 0; i < count; i++) {
            long answer = ask(i);
            if (answer < 0) {
                refused.add(new Refused(commands.kind(i), commands.handle(i), (int) answer));
            }
        }
    }

    /** A command that was applied between two turns and could not be, or null. */
    public Refused pollRefused() {
        return refused.poll();
    }

    /** Whether there is one to poll. */
    public boolean hasRefused() {
        return !refused.isEmpty();
    }

    /** Whether a command that could not be applied was a hand-over. */
    public static boolean isHandOver(int command) {
        return command == Codes.CMD_HAND_OVER;
    }

    /** Whether a command that could not be applied was a move. */
    public static boolean isMove(int command) {
        return command == Codes.CMD_MOVE;
    }

    /** Whether it was an option of a socket, which the kernel did not want. */
    public static boolean isOption(int command, int code) {
        return command == Codes.CMD_SET && code <= Codes.SYSTEM_BASE;
    }

    /** Whether it asked for news of a delivery. */
    public static boolean isDelivery(int command) {
        return command == Codes.CMD_DELIVERY;
    }

    /** What a command that could not be applied is called. */
    public static String nameOf(int command) {
        return CodeTexts.commandText(command);
    }

    /** What a failure means, in words. */
    public static String textOf(int code) {
        return CodeTexts.text(code);
    }

    /** Keeps a segment for Java. */
    void retain(int segment) {
        commands.segment(Codes.CMD_RETAIN, segment);
    }

    /** Lets go of it. */
    void release(int segment) {
        commands.segment(Codes.CMD_RELEASE, segment);
    }

    Holds holds() {
        return holds;
    }

    /** Ends everything on the loop, and the loop. By the thread that turns it; after the mailbox was closed. */
    public void close() {
        turn.end();
        output.close();
        holds.close();
        flush();
        commands.close();
        statistics.freeze();
        seam.close(loop);
    }

    /** Segments are counted in 64 KiB, and this is one. */
    static int usualSegmentBytes() {
        return Records.SEGMENT_BYTES;
    }

    private long ask(int index) {
        long began = cross();
        long answer = seam.ask(loop, index);
        crossed(began);
        return answer;
    }

    private void count() {
        CROSSINGS.setOpaque(this, crossings + 1);
    }

    /** Between two turns; answers what {@link #crossed} wants to know. */
    private long cross() {
        count();
        return turnNanos == 0 ? 0 : System.nanoTime();
    }

    private void crossed(long began) {
        if (turnNanos != 0) {
            betweenNanos += System.nanoTime() - began;
        }
    }
}
