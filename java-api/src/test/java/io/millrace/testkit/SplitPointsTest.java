package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The use that the kit is made for: a protocol of lines gets the same lines wherever the network cuts its input. */
class SplitPointsTest {
    private static final String INPUT = "GET / HTTP/1.1\r\nHost: x\r\n\r\nno\rline\nthis\r\r\nlast\r\n";
    private static final List<String> LINES = List.of("GET / HTTP/1.1", "Host: x", "", "no\rline\nthis\r", "last");

    private static final class Lines extends LineProtocol {
        final List<String> received = new ArrayList<>();

        @Override
        public void lineReceived(Slice line) {
            received.add(line.toString(StandardCharsets.UTF_8));
            sendLine(line);
        }
    }

    @Test
    void everySplitInThreeGivesTheSameLines() {
        try (TestLoop loop = new TestLoop()) {
            for (int first = 0; first <= INPUT.length(); first++) {
                for (int second = first; second <= INPUT.length(); second++) {
                    Lines lines = new Lines();
                    TestPeer peer = loop.connect(lines);
                    peer.send(INPUT.substring(0, first))
                            .send(INPUT.substring(first, second))
                            .send(INPUT.substring(second));
                    assertThat(lines.received)
                            .as("cut at %d and %d", first, second)
                            .isEqualTo(LINES);
                    assertThat(peer.received()).isEqualTo(INPUT);
                    peer.finish();
                }
            }
        }
    }

    @Test
    void byteByByteToo() {
        try (TestLoop loop = new TestLoop()) {
            Lines lines = new Lines();
            assertThat(loop.connect(lines).sendBytewise(INPUT).received()).isEqualTo(INPUT);
            assertThat(lines.received).isEqualTo(LINES);
        }
    }
}
