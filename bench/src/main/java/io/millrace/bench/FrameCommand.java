package io.millrace.bench;

import io.millrace.Framing;
import picocli.CommandLine.Option;

/** A server of frames. */
abstract class FrameCommand extends LoopCommand {
    @Option(
            names = "--max",
            paramLabel = "SIZE",
            defaultValue = "99999",
            converter = ByteSize.Converter.class,
            description = "Longest message (default ${DEFAULT-VALUE} bytes); a longer one ends its connection.")
    private ByteSize lengthMax;

    final int lengthMax() {
        options().requireWithin("--max", lengthMax.bytes(), 1, Framing.LENGTH_LIMIT);
        return Math.toIntExact(lengthMax.bytes());
    }
}
