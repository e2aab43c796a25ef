package io.millrace.bench;

import io.millrace.Protocol;
import io.millrace.bytes.Slice;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code echo}: sends back whatever comes. */
@Command(name = "echo", description = "Sends back whatever comes.", mixinStandardHelpOptions = true)
final class EchoCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options;

    /** The bytes go back as they lie in native memory; Java never copies them. */
    static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    @Option(
            names = "--loops",
            paramLabel = "N",
            defaultValue = "1",
            description = "Loops, each with a thread, that share the connections (default ${DEFAULT-VALUE}).")
    private int loops;

    @Override
    public Integer call() throws InterruptedException {
        options.requireWithin("--loops", loops, 1, 256);
        LoopServer server =
                new LoopServer(options.engine(), options.host(), options.port(0), loops, peer -> new Echo());
        options.printListening(server.port());
        ServerOptions.closeOnSignal(server);
        return 0;
    }
}
