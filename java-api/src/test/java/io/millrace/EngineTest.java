package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Slice;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.ChildJvm;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import io.millrace.testing.WithoutLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Both engines in one process, and what the one in Java says that it cannot do. */
class EngineTest {
    private static final int CANNOT = -1095;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final Recorder recorder = new Recorder();

    private EventLoop open(Engine engine) {
        EventLoop loop = running.closing(EventLoop.open(engine));
        loop.start();
        return loop;
    }

    private Peer peerOn(EventLoop loop, ProtocolFactory factory) {
        return running.closing(
                Peer.connect(Endpoint.tcp("127.0.0.1", 0).listen(loop, factory).port()));
    }

    private Transport transportOnNio() {
        peerOn(open(Engine.NIO), address -> recorder);
        return recorder.awaitMade();
    }

    @Test
    void loopsOfBothServeBesideEachOther() throws Exception {
        for (Engine engine : Engine.values()) {
            Peer peer = peerOn(open(engine), address -> new Protocol() {
                @Override
                public void dataReceived(Slice data) {
                    transport().write(data);
                }
            });
            assertThat(peer.send("to " + engine).readText(6))
                    .isEqualTo("to " + engine.name().substring(0, 3));
        }
        assertThat(ProcessCounters.read().loops()).isEqualTo(3);
    }

    @Test
    void whereNoLibraryLoadsLoopsAreOpenedAllTheSame(@TempDir Path folder) throws Exception {
        ChildJvm.run(folder, List.of("-Dos.arch=unheard"), WithoutLibrary.class)
                .assertEndsWell("NIO found 5000 and 5000, heard y");
    }

    @Test
    void aDeliveryCannotBeAskedFor() {
        assertThatThrownBy(() -> RunningLoop.get(transportOnNio().delivered()))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(MillraceException.class)
                .hasMessageContaining("cannot do that");
    }

    @Test
    void tcpCannotBeAsked() {
        Transport transport = transportOnNio();
        assertThatThrownBy(() -> transport.tcpInfo())
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(CANNOT));
    }

    @Test
    void aSocketOfOthersCannotBeAdopted() {
        EventLoop loop = open(Engine.NIO);
        assertThatThrownBy(() -> RunningLoop.get(CompletableFuture.supplyAsync(
                        () -> loop.engine().sockets().adoptListener(0), loop)))
                .hasCauseInstanceOf(MillraceException.class)
                .hasMessageContaining("cannot do that");
    }

    @Test
    void aConnectionDoesNotMoveToTheOtherEngine() {
        Transport transport = transportOnNio();
        EventLoop nativeLoop = open(Engine.NATIVE);
        assertThatThrownBy(() -> transport.moveTo(nativeLoop)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStreamDoesNotLeaveItsEngine() {
        Transport transport = transportOnNio();
        EventLoop nativeLoop = open(Engine.NATIVE);
        DataLoop dataLoop = running.closing(DataLoop.open(Engine.NATIVE));
        Feed feed = running.closing(nativeLoop.openFeed(dataLoop, Feed.Options.DEFAULTS));
        assertThatThrownBy(() -> transport.handOver(Role.subscriber(feed, Body.chunked())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> transport.loop().openFeed(dataLoop, Feed.Options.DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
