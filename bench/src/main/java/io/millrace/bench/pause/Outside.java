package io.millrace.bench.pause;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The process outside: the source and the listeners of both servers, in a JVM whose heap stays all but empty. Started
 * by {@link PauseCommand}, which it answers line by line; ends when its standard input does, so it cannot outlive it.
 */
public final class Outside {
    static final String READY = "ready";
    static final String RESET = "reset";
    static final String REPORT = "report";
    static final String OWN = "own";

    private static final long FLOWING_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final ListenerGroup millrace;
    private final ListenerGroup plain;
    private TickingSource millraceSource;
    private final Standstill standstill = Standstill.watch();

    private Outside(int listeners) throws IOException {
        millrace = new ListenerGroup("millrace", listeners);
        plain = new ListenerGroup("plain", listeners);
    }

    /** Arguments: port of the hub, port of the plain server, listeners for each, milliseconds between messages. */
    public static void main(String[] args) throws Exception {
        int listeners = Integer.parseInt(args[2]);
        long everyNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[3]));
        Outside outside = new Outside(listeners);
        outside.millraceSource = outside.open(outside.millrace, address(args[0]), everyNanos);
        outside.open(outside.plain, address(args[1]), everyNanos);
        outside.awaitFlowing();
        System.out.println(READY);
        outside.obey();
    }

    private static InetSocketAddress address(String port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    }

    /** Listeners first: the hub lets them wait for the source, and so both groups are complete before it begins. */
    private TickingSource open(ListenerGroup group, InetSocketAddress server, long everyNanos) throws IOException {
        group.connect(server, "GET /live/pause?wait=20 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        start(group);
        TickingSource source = new TickingSource(server, everyNanos);
        start(source);
        return source;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, work.getClass().getSimpleName());
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitFlowing() throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + FLOWING_WITHIN_NANOS;
        while (!millrace.flowing() || !plain.flowing()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException(
                        "not every listener hears its stream: " + millrace.silences() + ", " + plain.silences());
            }
            Thread.sleep(20);
        }
    }

    private void obey() throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            if (order.equals(RESET)) {
                List.of(millrace, plain).forEach(ListenerGroup::reset);
                millraceSource.reset();
                standstill.reset();
                System.out.println(READY);
            } else if (order.equals(REPORT)) {
                System.out.println(millrace.silences().line());
                System.out.println(plain.silences().line());
                System.out.println(OWN + " " + standstill.longestNanos() + " " + millraceSource.longestGapNanos());
            }
        }
    }
}
