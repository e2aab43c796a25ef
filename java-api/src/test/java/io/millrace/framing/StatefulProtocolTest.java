package io.millrace.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.Ending;
import io.millrace.Framing;
import io.millrace.Reason;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Frames that mean what the state says. */
class StatefulProtocolTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private enum State {
        NAME,
        PASSWORD,
        FORGOTTEN
    }

    private static final class Login extends StatefulProtocol<State> {
        private final CompletableFuture<Ending> ending = new CompletableFuture<>();
        private String name;

        Login() {
            super(Framing.lines(99), State.NAME);
            on(State.NAME, line -> {
                name = line.toString(StandardCharsets.UTF_8);
                return name.isEmpty() ? State.FORGOTTEN : State.PASSWORD;
            });
            on(State.PASSWORD, line -> {
                sendFrame("hello " + name);
                return line.contentEquals("again") ? State.NAME : null;
            });
        }

        @Override
        public void connectionLost(Ending how) {
            ending.complete(how);
        }
    }

    @Test
    void eachFrameIsForTheHandlerOfItsState() throws Exception {
        Login login = new Login();
        assertThat(login.state()).isEqualTo(State.NAME);
        Peer peer = running.peerOf(address -> login);
        peer.send("ann\nagain\nbob\nsecret\nmore\n");
        assertThat(peer.readAllText()).isEqualTo("hello ann\nhello bob\n");
        peer.close();
        assertThat(RunningLoop.get(login.ending).reason()).isEqualTo(Reason.LOCAL_CLOSE);
        assertThat(login.state()).isNull();
    }

    @Test
    void anUnknownStateIsAnError() throws Exception {
        Login login = new Login();
        running.peerOf(address -> login).send("\nsecret\n");
        assertThat(RunningLoop.get(login.ending).reason()).isEqualTo(Reason.LOCAL_ABORT);
        assertThat(RecordedLog.takeFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("FORGOTTEN"));
    }

    @Test
    void aStateHasOneHandler() {
        Login login = new Login();
        assertThatIllegalStateException().isThrownBy(() -> login.on(State.NAME, line -> null));
    }
}
