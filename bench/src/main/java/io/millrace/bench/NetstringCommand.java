package io.millrace.bench;

import io.millrace.ProtocolFactory;
import io.millrace.bytes.Slice;
import io.millrace.framing.NetstringProtocol;
import picocli.CommandLine.Command;

/** {@code netstring}: answers each netstring with itself. */
@Command(name = "netstring", description = "Answers each netstring with itself.", mixinStandardHelpOptions = true)
final class NetstringCommand extends FrameCommand {
    /** The string goes back with its length and comma, as it lies in native memory. */
    static final class EchoNetstrings extends NetstringProtocol {
        EchoNetstrings(int lengthMax) {
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
        return peer -> new EchoNetstrings(lengthMax);
    }
}
