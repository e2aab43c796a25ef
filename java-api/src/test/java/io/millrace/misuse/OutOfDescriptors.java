package io.millrace.misuse;

import io.millrace.DataLoop;
import io.millrace.DatagramProtocol;
import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.MillraceException;
import io.millrace.Protocol;
import io.millrace.testing.RunningLoop;
import java.util.List;
import java.util.concurrent.CompletionException;

/** A program that opens everything that can be opened where no descriptor is left, and where one, two or three are. */
final class OutOfDescriptors {
    private static final int PLENTY = 20;

    private OutOfDescriptors() {}

    private interface Opening {
        AutoCloseable open();
    }

    public static void main(String[] arguments) throws Exception {
        EventLoop loop = EventLoop.open();
        loop.start();
        int port = Endpoint.tcp("127.0.0.1", 0)
                .listen(loop, peer -> new Protocol() {})
                .port();
        List<Opening> openings = List.of(
                EventLoop::open,
                DataLoop::open,
                () -> Endpoint.tcp("127.0.0.1", 0).listen(loop, peer -> null),
                () -> Endpoint.udp("127.0.0.1", 0).openDatagrams(loop, new DatagramProtocol() {}),
                () -> connect(loop, port));
        Descriptors descriptors = new Descriptors();
        loadClasses(openings, loop, port);
        int refused = 0;
        for (int left : new int[] {0, 1, 2, 3, PLENTY}) {
            for (Opening opening : openings) {
                descriptors.takeAll();
                descriptors.give(left);
                boolean isOpened = isOpened(opening);
                descriptors.giveAll();
                if (left == 0 && isOpened || left == PLENTY && !isOpened) {
                    throw new AssertionError("with " + left + " descriptors");
                }
                refused += isOpened ? 0 : 1;
            }
        }
        loop.close();
        RunningLoop.assertNothingIsLeft();
        System.out.println(refused >= openings.size() ? "refused politely" : "refused " + refused);
    }

    /** Which needs descriptors, where they are not in a jar: everything once, and refusals too. */
    private static void loadClasses(List<Opening> openings, EventLoop loop, int taken) {
        openings.forEach(OutOfDescriptors::isOpened);
        isOpened(() -> Endpoint.tcp("127.0.0.1", taken).listen(loop, peer -> null));
        isOpened(() -> connect(loop, 1));
    }

    private static AutoCloseable connect(EventLoop loop, int port) {
        Protocol made = RunningLoop.get(Endpoint.tcp("127.0.0.1", port).connect(loop, peer -> new Protocol() {}));
        return () -> made.transport().abort();
    }

    private static boolean isOpened(Opening opening) {
        try {
            opening.open().close();
            return true;
        } catch (MillraceException refused) {
            return false;
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof MillraceException) {
                return false;
            }
            throw refused;
        } catch (Exception undocumented) {
            throw new AssertionError(undocumented);
        }
    }
}
