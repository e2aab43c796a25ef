package io.millrace.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A contestant's process while it serves. Closing it leaves nothing behind. */
final class Server implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(30);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final Dialogue dialogue;
    private final String version;
    private final int port;

    private Server(Dialogue dialogue) throws IOException, InterruptedException {
        this.dialogue = dialogue;
        version = dialogue.hear("version ", START_MAX);
        port = Integer.parseInt(dialogue.hear("listening on 127.0.0.1:", START_MAX));
    }

    /**
     * Starts a contestant, and waits until it accepts.
     *
     * @throws AbsentException if it does not: this machine lacks something that it needs
     */
    static Server start(Contestant contestant) throws AbsentException, InterruptedException {
        Dialogue dialogue = null;
        try {
            dialogue = new Dialogue(contestant.name(), Cores.on(Cores.SERVER, contestant.command()));
            return new Server(dialogue);
        } catch (IOException e) {
            String complaint = dialogue == null ? "" : dialogue.complaint();
            close(dialogue);
            throw new AbsentException(complaint.isEmpty() ? e.getMessage() : complaint, e);
        } catch (InterruptedException | RuntimeException e) {
            close(dialogue);
            throw e;
        }
    }

    private static void close(Dialogue dialogue) {
        if (dialogue != null) {
            dialogue.close();
        }
    }

    int port() {
        return port;
    }

    /** What it says of itself: its version, and what it was told. */
    String version() {
        return version;
    }

    CpuTime cpuTime() throws IOException {
        return CpuTime.of(dialogue.pid());
    }

    /** What lives on its heap after a collection; for servers in Java. */
    long heapBytes() throws IOException, InterruptedException {
        dialogue.say("heap");
        return Long.parseLong(dialogue.hear("heap ", ANSWER_MAX));
    }

    /** What it has of the machine's memory. */
    long residentBytes() throws IOException {
        return residentBytes(Files.readString(Path.of("/proc", Long.toString(dialogue.pid()), "status")));
    }

    static long residentBytes(String status) {
        String line = status.lines()
                .filter(each -> each.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no VmRSS in " + status));
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10; // the kernel says kB and means KiB
    }

    @Override
    public void close() {
        dialogue.close();
    }
}
