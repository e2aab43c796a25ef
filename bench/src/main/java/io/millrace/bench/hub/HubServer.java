package io.millrace.bench.hub;

import io.millrace.DataLoop;
import io.millrace.Endpoint;
import io.millrace.Engine;
import io.millrace.EventLoop;
import io.millrace.Listener;
import java.util.ArrayList;
import java.util.List;

/** A hub that runs: its control loop, its data loops, its port. */
public final class HubServer implements AutoCloseable {
    private static final StreamName CLOCK = new StreamName("clock");

    private final EventLoop loop;
    private final List<DataLoop> dataLoops;
    private final Listener listener;

    private HubServer(EventLoop loop, List<DataLoop> dataLoops, Listener listener) {
        this.loop = loop;
        this.dataLoops = dataLoops;
        this.listener = listener;
    }

    /**
     * Starts a hub; it accepts when this returns.
     *
     * @param engine what moves the bytes
     * @param port 0 takes any
     * @param loops data loops, which the streams are spread over by name; 1 to 64
     * @param clock whether there is a stream named clock from the start
     */
    public static HubServer start(Engine engine, String host, int port, int loops, boolean clock, HubLimits limits) {
        EventLoop loop = EventLoop.open(engine);
        List<DataLoop> dataLoops = new ArrayList<>();
        try {
            for (int i = 0; i < loops; i++) {
                dataLoops.add(DataLoop.open(engine));
            }
            Hub hub = new Hub(loop, dataLoops, limits);
            if (clock) {
                hub.openClock(CLOCK);
            }
            Listener listener = Endpoint.tcp(host, port).listen(loop, peer -> new HubProtocol(hub));
            loop.start();
            return new HubServer(loop, dataLoops, listener);
        } catch (RuntimeException e) {
            close(loop, dataLoops);
            throw e;
        }
    }

    public int port() {
        return listener.port();
    }

    /** Ends the hub and every connection of it. */
    @Override
    public void close() {
        close(loop, dataLoops);
    }

    private static void close(EventLoop loop, List<DataLoop> dataLoops) {
        loop.close();
        dataLoops.forEach(DataLoop::close);
    }
}
