package io.millrace.bench;

import io.millrace.ProtocolFactory;
import io.millrace.bytes.Slice;
import io.millrace.framing.Int32Protocol;
import picocli.CommandLine.Command;

/** {@code int32}: answers each message behind a length of four bytes with itself. */
@Command(
        name = "int32",
        description = "Answers each message behind its length in four bytes, the highest first, with itself.",
        mixinStandardHelpOptions = true)
final class Int32Command extends FrameCommand {
    /** The message goes back with its length, as it lies in native memory. */
    static final class EchoMessages extends Int32Protocol {
        EchoMessages(int lengthMax) {
            super(lengthMax);
        }

        @Override
        public void stringReceived(Slice string) {
            sendString(string);
        }
    }

    @Override
    ProtocolFactory factory() {
        int lengthMax = lengthMax();
        return peer -> new EchoMessages(lengthMax);
    }
}
