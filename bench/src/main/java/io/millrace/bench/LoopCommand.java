package io.millrace.bench;

import io.millrace.ProtocolFactory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A server that is one protocol on some loops. */
abstract class LoopCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options;

    @Option(
            names = "--loops",
            paramLabel = "N",
            defaultValue = "1",
            description = "Loops, each with a thread, that share the connections (default ${DEFAULT-VALUE}).")
    private int loops;

    /** Called once, with all options set. */
    abstract ProtocolFactory factory();

    final ServerOptions options() {
        return options;
    }

    @Override
    public final Integer call() throws InterruptedException {
        options.requireWithin("--loops", loops, 1, 256);
        LoopServer server = new LoopServer(options.engine(), options.host(), options.port(0), loops, factory());
        options.printListening(server.port());
        ServerOptions.closeOnSignal(server);
        return 0;
    }
}
