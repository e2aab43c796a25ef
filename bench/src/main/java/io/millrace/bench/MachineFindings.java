package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code doctor} finds without the native library: the JDK, the system, its limits. */
final class MachineFindings {
    private static final long MEBIBYTE = 1 << 20;

    private MachineFindings() {}

    static void addTo(Findings findings) {
        findings.add("jdk", property("java.runtime.version") + " (" + property("java.vm.name") + ")");
        findings.add("", "at " + property("java.home"));
        findings.add("system", property("os.name") + " " + property("os.version") + ", " + property("os.arch"));
        Runtime runtime = Runtime.getRuntime();
        findings.add(
                "resources",
                runtime.availableProcessors() + " processors, heap of at most " + runtime.maxMemory() / MEBIBYTE
                        + " MiB");
        findings.add(
                "limits",
                limit("Max open files").map(MachineFindings::descriptors).orElse("open descriptors: unknown here"));
        line("/proc/sys/net/core/somaxconn")
                .ifPresent(backlog -> findings.add("", backlog + " connections may wait to be accepted (somaxconn)"));
        findings.add("sandbox", status("Seccomp:").map(MachineFindings::seccomp).orElse("unknown here"));
    }

    private static String descriptors(String softAndHard) {
        String[] words = softAndHard.trim().split("\\s+");
        return words[0] + " open descriptors, one for each connection (hard limit " + words[1] + ")";
    }

    private static String seccomp(String mode) {
        return mode.equals("0") ? "no seccomp filter" : "a seccomp filter is on: it may refuse system calls";
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    private static Optional<String> limit(String name) {
        return startingWith("/proc/self/limits", name);
    }

    private static Optional<String> status(String name) {
        return startingWith("/proc/self/status", name);
    }

    private static Optional<String> startingWith(String file, String name) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).trim())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The first line of a file of the kernel; empty where there is no such file. */
    static Optional<String> line(String file) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
