package io.millrace.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has had of the CPUs so far, as the kernel counts it in {@code /proc/PID/stat}: in ticks of 10 ms, so that a
 * measurement should last a second and more.
 */
record CpuTime(long userNanos, long systemNanos) {
    private static final long TICK_NANOS = 10_000_000; // USER_HZ is 100 on every Linux that runs Java
    private static final int USER = 11; // of the words behind the name, which may hold spaces and brackets itself
    private static final int SYSTEM = 12;

    static CpuTime of(long process) throws IOException {
        return parse(Files.readString(Path.of("/proc", Long.toString(process), "stat")));
    }

    static CpuTime parse(String stat) {
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new CpuTime(Long.parseLong(words[USER]) * TICK_NANOS, Long.parseLong(words[SYSTEM]) * TICK_NANOS);
    }

    CpuTime since(CpuTime before) {
        return new CpuTime(userNanos - before.userNanos, systemNanos - before.systemNanos);
    }
}
