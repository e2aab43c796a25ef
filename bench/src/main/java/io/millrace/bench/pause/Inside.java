package io.millrace.bench.pause;

import io.millrace.Engine;
import io.millrace.bench.hub.HubLimits;
import io.millrace.bench.hub.HubServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The process that is paused: a hub and a plain fan-out in one JVM, whose heap is then filled until collecting it takes
 * long. Started by {@link PauseCommand}, which it answers line by line; ends when its standard input does.
 */
public final class Inside {
    static final String PORTS = "ports";
    static final String PRESS = "press";
    static final String RESET = "reset";
    static final String READY = "ready";

    /** A little more than the pause that is to be shown, so that the next collection does not fall short of it. */
    private static final long GOAL_NANOS = Report.PAUSE_MIN_NANOS + TimeUnit.MILLISECONDS.toNanos(300);

    private final Ballast ballast = new Ballast();
    private final Standstill standstill = Standstill.watch();

    private Inside() {}

    /** Argument: how many listeners will come. */
    public static void main(String[] args) throws IOException {
        HubLimits limits = HubLimits.DEFAULTS.withCounts(Integer.parseInt(args[0]) + 1, 2);
        try (HubServer hub = HubServer.start(Engine.NATIVE, "127.0.0.1", 0, 1, false, limits);
                PlainFanOut plain = new PlainFanOut()) {
            Thread thread = new Thread(plain, "plain fan-out");
            thread.setDaemon(true);
            thread.start();
            System.out.println(PORTS + " " + hub.port() + " " + plain.port());
            new Inside().obey();
        }
    }

    private void obey() throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(answer(order));
        }
    }

    private String answer(String order) {
        if (order.equals(RESET)) {
            standstill.reset();
            return READY;
        }
        return stillness(ballast.press(GOAL_NANOS)).line();
    }

    private Stillness stillness(long collectionNanos) {
        Runtime heap = Runtime.getRuntime();
        long usedBytes = heap.totalMemory() - heap.freeMemory();
        return new Stillness(standstill.longestNanos(), collectionNanos, ballast.collections(), usedBytes);
    }
}
