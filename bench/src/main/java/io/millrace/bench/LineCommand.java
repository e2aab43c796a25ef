package io.millrace.bench;

import io.millrace.LineProtocol;
import io.millrace.bytes.Slice;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code line}: answers each line with itself. */
@Command(name = "line", description = "Answers each line with itself.", mixinStandardHelpOptions = true)
final class LineCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options;

    @Option(
            names = "--max-line",
            paramLabel = "SIZE",
            defaultValue = "16k",
            converter = ByteSize.Converter.class,
            description = "Longest line without its end (default ${DEFAULT-VALUE}); a longer one ends its connection.")
    private ByteSize lineMax;

    /** Lines end in LF; a CR before it belongs to the line and so goes back with it. */
    static final class EchoLines extends LineProtocol {
        EchoLines(int lineBytesMax) {
            super("\n", lineBytesMax);
        }

        @Override
        public void lineReceived(Slice line) {
            sendLine(line);
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
        options.requireWithin("--max-line", lineMax.bytes(), 1, 8 << 20);
        int lineBytesMax = Math.toIntExact(lineMax.bytes());
        LoopServer server = new LoopServer(
                options.engine(), options.host(), options.port(0), loops, peer -> new EchoLines(lineBytesMax));
        options.printListening(server.port());
        ServerOptions.closeOnSignal(server);
        return 0;
    }
}
