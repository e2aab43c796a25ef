package io.millrace.bench.compare.server.millrace;

import io.millrace.Endpoint;
import io.millrace.Engine;
import io.millrace.EventLoop;
import io.millrace.Framing;
import io.millrace.Listener;
import io.millrace.ProtocolFactory;
import io.millrace.Timer;
import io.millrace.bench.EngineFindings;
import io.millrace.bench.compare.server.Peer;
import io.millrace.bench.compare.server.Service;
import io.millrace.bench.compare.server.Stopwatches;

/** One control loop. */
public final class MillracePeer implements Peer {
    private static final Runnable NOTHING = () -> {};

    private final Engine engine;
    private final boolean oneByOne;

    /** @param oneByOne whether frames are looked at one by one, where they need not be */
    public MillracePeer(Engine engine, boolean oneByOne) {
        this.engine = engine;
        this.oneByOne = oneByOne;
    }

    @Override
    public String version() {
        return engine == Engine.NIO
                ? "this source, the engine in Java, one loop"
                : "this source, the native engine, one loop, kernels: " + EngineFindings.targetInUse();
    }

    @Override
    public int serve(Service service) {
        EventLoop loop = EventLoop.open(engine);
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(loop, protocols(service, loop));
        loop.start();
        return listener.port();
    }

    private ProtocolFactory protocols(Service service, EventLoop loop) {
        return switch (service) {
            case ECHO -> peer -> new Echo();
            case LINE ->
                peer -> oneByOne ? new EchoLines() : new EchoBatches(Framing.delimiter("\n", Service.FRAME_BYTES_MAX));
            case STATSD -> peer -> new SumLines();
            case STATSD_IN_PLACE -> peer -> new SumStatsd();
            case INFLUX, INFLUX_IN_PLACE -> peer -> new SumInflux();
            case TIMERS -> {
                Stopwatches<Timer> stopwatches = new Stopwatches<>(delay -> loop.later(delay, NOTHING), Timer::cancel);
                loop.execute(stopwatches::fill);
                yield peer -> new SetTimers(stopwatches);
            }
            case WRITES -> peer -> new WriteMessages();
            case NETSTRING ->
                peer -> oneByOne ? new EchoNetstrings() : new EchoBatches(Framing.netstring(Service.FRAME_BYTES_MAX));
        };
    }
}
