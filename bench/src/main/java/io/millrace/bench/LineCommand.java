package io.millrace.bench;

import io.millrace.Framing;
import io.millrace.ProtocolFactory;
import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code line}: answers each line with itself. */
@Command(name = "line", description = "Answers each line with itself.", mixinStandardHelpOptions = true)
final class LineCommand extends LoopCommand {
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

    @Override
    ProtocolFactory factory() {
        options().requireWithin("--max-line", lineMax.bytes(), 1, Framing.LENGTH_LIMIT);
        int lineBytesMax = Math.toIntExact(lineMax.bytes());
        return peer -> new EchoLines(lineBytesMax);
    }
}
