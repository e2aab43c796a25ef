package io.millrace.bench;

import io.millrace.Protocol;
import io.millrace.ProtocolFactory;
import io.millrace.bytes.Slice;
import picocli.CommandLine.Command;

/** {@code echo}: sends back whatever comes. */
@Command(name = "echo", description = "Sends back whatever comes.", mixinStandardHelpOptions = true)
final class EchoCommand extends LoopCommand {
    /** The bytes go back as they lie in native memory; Java never copies them. */
    static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    @Override
    ProtocolFactory factory() {
        return peer -> new Echo();
    }
}
