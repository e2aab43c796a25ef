package io.millrace.blocking;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.ProcessCounters;
import io.millrace.bytes.Slice;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** An echo server with a virtual thread for each connection, which tells at last whether a carrier was ever pinned. */
final class VirtualEcho {
    private static final String PINNED = "jdk.VirtualThreadPinned";
    private static final AtomicInteger VIRTUAL = new AtomicInteger();

    private VirtualEcho() {}

    public static void main(String[] arguments) throws Exception {
        Executor threads = (Executor)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try (Recording recording = new Recording();
                EventLoop loop = EventLoop.open()) {
            recording.enable(PINNED).withThreshold(Duration.ZERO);
            loop.start();
            System.out.println("port "
                    + Endpoint.tcp("127.0.0.1", 0)
                            .listen(loop, BlockingConnection.each(threads, VirtualEcho::echo))
                            .port());
            BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
            orders.readLine();
            recording.start(); // whoever comes first has classes loaded, in which the JVM pins it
            System.out.println("recording");
            orders.readLine();
            System.out.println("connections " + ProcessCounters.read().connections());
            System.out.println("virtual " + VIRTUAL.get());
            Path file = Path.of("pinned.jfr");
            recording.dump(file);
            List<RecordedEvent> pinned = RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(PINNED))
                    .toList();
            pinned.forEach(System.out::println);
            System.out.println("pinned " + pinned.size());
            file.toFile().delete();
        }
        System.out.println("bye");
    }

    private static void echo(BlockingConnection peer) throws Exception {
        if ((boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread())) {
            VIRTUAL.incrementAndGet();
        }
        peer.timeout(Duration.ofMinutes(2));
        for (Slice bytes = peer.read(); !bytes.isEmpty(); bytes = peer.read()) {
            peer.write(bytes);
        }
    }
}
