package io.millrace.bench;

import io.millrace.DataLoop;
import io.millrace.Engine;
import io.millrace.EventLoop;
import io.millrace.ProcessCounters;
import io.millrace.jni.Codes;
import io.millrace.jni.Library;
import io.millrace.jni.Native;
import io.millrace.jni.Records;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What {@code doctor} finds with the native library loaded. */
public final class EngineFindings {
    private static final List<String> TARGETS = List.of("scalar", "sse2", "avx2", "avx512", "neon");
    private static final long MEBIBYTE = 1 << 20;
    private static final long KIBIBYTE = 1 << 10;

    private EngineFindings() {}

    /** Opens a loop of each kind, which asks the kernel for all that the engine needs; what fails there is thrown. */
    static void addTo(Findings findings) {
        openLoops(Engine.NATIVE);
        findings.add("native", "a control loop and a data loop open; no pause of the JVM stops the latter");
        findings.add("library", Library.description());
        findings.add("interface", Native.abiVersion() + ", as the classes expect, with the same record layouts");
        findings.add("kernel", "in use: epoll, eventfd, accept4, sendmsg (gathered), madvise, and");
        findings.add(
                "", "epoll_pwait2 where the kernel has it (5.11): waits are then exact, not in whole milliseconds");
        findings.add(
                "",
                "not used: io_uring, since this version has no backend for it; the kernel "
                        + MachineFindings.line("/proc/sys/kernel/io_uring_disabled")
                                .map(EngineFindings::uring)
                                .orElse("does not say whether it is allowed"));
        findings.add("cpu targets", "in use: " + target(Native.targetInUse()));
        findings.add("", "can run here: " + targets(true) + "; not: " + targets(false) + " (" + why() + ")");
        if ((Native.targets() & Codes.TARGET_WISH_REFUSED) != 0) {
            findings.add(
                    "",
                    "MILLRACE_TARGET=" + System.getenv("MILLRACE_TARGET")
                            + " was refused: it names no target that can run here");
        }
        memory(findings, ProcessCounters.read());
    }

    /** Opens a loop of each kind, and closes them. */
    static void openLoops(Engine engine) {
        EventLoop.open(engine).close();
        DataLoop.open(engine).close();
    }

    private static void memory(Findings findings, ProcessCounters counters) {
        findings.add(
                "memory",
                counters.segmentBytesInUse() / KIBIBYTE + " KiB in " + counters.segmentsInUse()
                        + " segments in use, ceiling " + counters.segmentBytesMax() / MEBIBYTE + " MiB, "
                        + counters.slabs()
                        + " slabs mapped");
        findings.add(
                "",
                "segments of " + Records.SEGMENT_BYTES / KIBIBYTE + " KiB, larger ones up to "
                        + Records.SEGMENT_BYTES_MAX / MEBIBYTE + " MiB");
        findings.add(
                "places",
                Records.LOOPS_MAX + " loops, " + Records.CONNECTIONS_MAX + " connections, " + Records.FEEDS_MAX
                        + " feeds in a process");
    }

    private static String uring(String disabled) {
        return switch (disabled) {
            case "0" -> "would allow it";
            case "1" -> "allows it to privileged processes only";
            default -> "forbids it";
        };
    }

    /** The name of the kernels' CPU target in use; loads the library if it is not. */
    public static String targetInUse() {
        Library.load();
        return target(Native.targetInUse());
    }

    private static String target(int number) {
        return number >= 0 && number < TARGETS.size() ? TARGETS.get(number) : "number " + number;
    }

    private static String targets(boolean runHere) {
        int bits = Native.targets();
        return IntStream.range(0, TARGETS.size())
                .filter(i -> (bits >> i & 1) == 1 == runHere)
                .mapToObj(TARGETS::get)
                .collect(Collectors.joining(", "));
    }

    private static String why() {
        String forced = System.getenv("MILLRACE_TARGET");
        return "this processor lacks them" + (forced == null ? "" : "; MILLRACE_TARGET=" + forced + " is set");
    }
}
