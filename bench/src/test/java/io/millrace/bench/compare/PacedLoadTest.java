package io.millrace.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The paced load, beside servers whose faults are known. Times are bounded from below only: a slow machine adds to them. */
class PacedLoadTest {
    private static final int MESSAGE_BYTES = 64;
    private static final int RATE = 1000;
    private static final Duration TIME = Duration.ofMillis(200);
    private static final int DUE = 200; // of which the first quarter is not counted
    private static final double MILLISECOND = 1e6;

    private ServerSocket listener;
    private Socket accepted;

    /** What a server does with its one connection. */
    private interface Service {
        void serve(Socket peer) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
        if (accepted != null) {
            accepted.close();
        }
    }

    private Map<Figure, Double> measure(int messageBytes, int rate, Service service) throws Exception {
        Thread server = new Thread(() -> {
            try {
                accepted = listener.accept();
                service.serve(accepted);
            } catch (IOException e) {
                // The load has gone.
            }
        });
        server.start();
        Shape shape = Shape.exchange("raw", 1, 1, messageBytes).paced(rate);
        try (Load load = Load.connect(shape, listener.getLocalPort())) {
            return load.paced(rate, TIME);
        } finally {
            server.join();
        }
    }

    private static void takeAll(Socket peer) throws IOException {
        peer.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    @Test
    void timeCountsFromWhenAMessageWasDue() throws Exception {
        Map<Figure, Double> figures = measure(MESSAGE_BYTES, RATE, peer -> {
            byte[] all = peer.getInputStream().readNBytes(DUE * MESSAGE_BYTES);
            peer.getOutputStream().write(all); // not one of them before the last has come
            takeAll(peer);
        });
        // One is due each millisecond, and the last comes 199 ms after the first: who was due after 50 ms waits 149 ms.
        assertThat(figures.get(Figure.P50)).isGreaterThanOrEqualTo(74 * MILLISECOND);
        assertThat(figures.get(Figure.P99)).isGreaterThanOrEqualTo(148 * MILLISECOND);
        assertThat(figures.get(Figure.WORST)).isGreaterThanOrEqualTo(149 * MILLISECOND);
    }

    @Test
    void whoDoesNotAnswerIsBehind() throws Exception {
        Map<Figure, Double> figures = measure(MESSAGE_BYTES, RATE, PacedLoadTest::takeAll);
        assertThat(figures).containsEntry(Figure.BEHIND, 1.0).containsEntry(Figure.UNANSWERED, 1.0);
        // They are waited for until 250 ms after the end, and not left out.
        assertThat(figures.get(Figure.P50)).isGreaterThanOrEqualTo(325 * MILLISECOND);
        assertThat(figures.get(Figure.WORST)).isGreaterThanOrEqualTo(400 * MILLISECOND);
    }

    @Test
    void whoAnswersHalfIsBehindByHalf() throws Exception {
        Map<Figure, Double> figures = measure(MESSAGE_BYTES, RATE, peer -> {
            peer.getOutputStream().write(peer.getInputStream().readNBytes(DUE / 2 * MESSAGE_BYTES));
            takeAll(peer);
        });
        assertThat(figures).containsEntry(Figure.UNANSWERED, 0.5);
        assertThat(figures.get(Figure.BEHIND)).isBetween(0.5, 1.0);
    }

    @Test
    void whoTakesNothingDoesNotStopTheSchedule() throws Exception {
        int large = 1 << 18; // 200 a second and so many bytes fill all buffers on the way
        Map<Figure, Double> figures =
                measure(large, 10 * RATE, peer -> peer.getInputStream().read(new byte[1]));
        assertThat(figures).containsEntry(Figure.BEHIND, 1.0).containsEntry(Figure.UNANSWERED, 1.0);
    }

    @ParameterizedTest
    @CsvSource({"changed, a byte came back changed", "more, more came back than was sent", "end, the server closed"})
    void whatIsWrongEndsTheLoad(String fault, String complaint) {
        assertThatThrownBy(() -> measure(MESSAGE_BYTES, RATE, peer -> {
                    byte[] message = peer.getInputStream().readNBytes(MESSAGE_BYTES);
                    switch (fault) {
                        case "changed" -> message[MESSAGE_BYTES - 1]++;
                        case "more" -> message = times(message, 2 * DUE);
                        default -> {
                            peer.shutdownOutput();
                            message = new byte[0];
                        }
                    }
                    if (message.length > 0) {
                        peer.getOutputStream().write(message);
                    }
                    takeAll(peer);
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(complaint);
    }

    private static byte[] times(byte[] message, int count) {
        byte[] all = new byte[count * message.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = message[i % message.length];
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"0.2, 1", "1, 1", "99.4, 99", "100, 100", "42583, 43000", "42_499, 42000", "3_790_000, 3800000"})
    void ratesHaveTwoDigits(String rate, long rounded) {
        assertThat(Pace.rounded(Double.parseDouble(rate.replace("_", "")))).isEqualTo(rounded);
    }
}
