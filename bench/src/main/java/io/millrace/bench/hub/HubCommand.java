package io.millrace.bench.hub;

import io.millrace.bench.ByteSize;
import io.millrace.bench.Seconds;
import io.millrace.bench.ServerOptions;
import io.millrace.stream.Feed;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hub}: an HTTP live hub; one sends, many listen, and the bytes never pass through Java. */
@Command(
        name = "hub",
        description = "An HTTP live hub: one sends, many listen, and the bytes never pass through Java.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "PUT or POST /live/NAME   become the source of NAME; ?slow=end (default) ends listeners that are too far",
            "                         behind, ?slow=pace makes the source wait for them",
            "GET /live/NAME           listen from now on; ?wait=SECONDS waits for a source",
            "GET /stats, GET /        the figures, as JSON and as a page"
        })
public final class HubCommand implements Callable<Integer> {
    private static final int PORT = 8080;

    @Mixin
    private ServerOptions options;

    @Option(
            names = "--loops",
            paramLabel = "N",
            defaultValue = "1",
            description = "Data loops that the streams are spread over (default ${DEFAULT-VALUE}).")
    private int loops;

    @Option(
            names = "--behind",
            paramLabel = "SIZE",
            defaultValue = "4m",
            converter = ByteSize.Converter.class,
            description = "How far behind a listener may be (default ${DEFAULT-VALUE}).")
    private ByteSize behind;

    @Option(
            names = "--stall",
            paramLabel = "SECONDS",
            defaultValue = "5",
            converter = Seconds.class,
            description = "How long a listener of a paced stream may take nothing (default ${DEFAULT-VALUE}).")
    private Duration stall;

    @Option(
            names = "--linger",
            paramLabel = "SECONDS",
            defaultValue = "0",
            converter = Seconds.class,
            description = "How long listeners are kept for a source that returns (default ${DEFAULT-VALUE}).")
    private Duration linger;

    @Option(
            names = "--history",
            paramLabel = "SIZE",
            defaultValue = "0",
            converter = ByteSize.Converter.class,
            description = "How much of the recent stream a new listener starts with (default ${DEFAULT-VALUE}).")
    private ByteSize history;

    @Option(
            names = "--max-head",
            paramLabel = "SIZE",
            defaultValue = "16k",
            converter = ByteSize.Converter.class,
            description = "Longest request head (default ${DEFAULT-VALUE}).")
    private ByteSize headMax;

    @Option(
            names = "--max-headers",
            paramLabel = "N",
            defaultValue = "64",
            description = "Most headers in a request (default ${DEFAULT-VALUE}).")
    private int headersMax;

    @Option(
            names = "--head-timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            converter = Seconds.class,
            description = "Time for a whole head, and between two requests (default ${DEFAULT-VALUE}).")
    private Duration headTimeout;

    @Option(
            names = "--source-timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            converter = Seconds.class,
            description = "How long a source may send nothing; 0 is for ever (default ${DEFAULT-VALUE}).")
    private Duration sourceTimeout;

    @Option(
            names = "--max-listeners",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Most listeners of all streams together (default ${DEFAULT-VALUE}).")
    private int listenersMax;

    @Option(
            names = "--max-streams",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Most streams (default ${DEFAULT-VALUE}).")
    private int streamsMax;

    @Option(names = "--no-clock", description = "No /live/clock from the start.")
    private boolean noClock;

    @Override
    public Integer call() throws InterruptedException {
        options.requireWithin("--loops", loops, 1, 64);
        HubServer server =
                HubServer.start(options.engine(), options.host(), options.port(PORT), loops, !noClock, limits());
        options.printListening(server.port());
        printWhatToTry("http://" + options.authority(server.port()));
        ServerOptions.closeOnSignal(server);
        return 0;
    }

    private HubLimits limits() {
        options.requireWithin("--behind", behind.bytes(), 1, 1L << 40);
        options.requireWithin("--history", history.bytes(), 0, 1 << 30);
        options.requireWithin("--max-head", headMax.bytes(), 64, 1 << 20);
        options.requireWithin("--max-headers", headersMax, 1, 10_000);
        options.requireWithin("--max-listeners", listenersMax, 0, 65_000);
        options.requireWithin("--max-streams", streamsMax, 1, 4_000);
        options.requireWithin("--stall in nanoseconds", stall.toNanos(), 1, Long.MAX_VALUE);
        options.requireWithin("--head-timeout in nanoseconds", headTimeout.toNanos(), 1, Long.MAX_VALUE);
        Feed.Options feed =
                new Feed.Options(Feed.Slow.END, behind.bytes(), stall, linger, Math.toIntExact(history.bytes()));
        int headBytesMax = Math.toIntExact(headMax.bytes());
        return new HubLimits(headBytesMax, headersMax, headTimeout, sourceTimeout, listenersMax, streamsMax, feed);
    }

    private void printWhatToTry(String url) {
        options.print("");
        options.print("  the streams, live     " + url + "/");
        if (!noClock) {
            options.print("  listen to the clock   curl -N " + url + "/live/clock");
        }
        options.print("  send a file, paced    curl -T FILE '" + url + "/live/NAME?slow=pace'");
        options.print("  and hear all of it    curl -N '" + url + "/live/NAME?wait=60'   (start it first)");
        options.print("  figures               curl " + url + "/stats");
    }
}
