package io.millrace;

import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Every kind of object that a loop calls, with a {@link Bomb} in each of its callbacks. */
final class Exploding {
    private final Bomb bomb;

    Exploding(Bomb bomb) {
        this.bomb = bomb;
    }

    /** Does first, in {@code connectionMade}, what makes the wanted callback come. */
    Protocol protocol(Consumer<Transport> first) {
        return new Protocol() {
            @Override
            public void connectionMade() {
                first.accept(transport());
                bomb.at("Protocol.connectionMade");
            }

            @Override
            public void dataReceived(Slice data) {
                bomb.at("Protocol.dataReceived");
            }

            @Override
            public void receivedInto(Region region, int count) {
                bomb.at("Protocol.receivedInto");
            }

            @Override
            public void returned(StreamResult result) {
                bomb.at("Protocol.returned");
            }

            @Override
            public void drained() {
                bomb.at("Protocol.drained");
            }

            @Override
            public void refused(MillraceException why) {
                bomb.at("Protocol.refused");
            }

            @Override
            public void peerFinished() {
                bomb.at("Protocol.peerFinished");
            }

            @Override
            public void finished() {
                bomb.at("Protocol.finished");
            }

            @Override
            public void connectionLost(Ending ending) {
                bomb.at("Protocol.connectionLost");
            }
        };
    }

    LineProtocol lines(boolean isRaw) {
        return new LineProtocol("\r\n", 5) {
            @Override
            public void connectionMade() {
                if (isRaw) {
                    setRawMode();
                }
            }

            @Override
            public void lineReceived(Slice line) {
                bomb.at("LineProtocol.lineReceived");
            }

            @Override
            public void rawDataReceived(Slice data) {
                bomb.at("LineProtocol.rawDataReceived");
            }

            @Override
            public void lineLengthExceeded(FrameFault fault) {
                bomb.at("LineProtocol.lineLengthExceeded");
            }
        };
    }

    DatagramProtocol datagrams() {
        return new DatagramProtocol() {
            @Override
            public void opened() {
                bomb.at("DatagramProtocol.opened");
            }

            @Override
            public void datagramReceived(Slice data, InetSocketAddress from) {
                bomb.at("DatagramProtocol.datagramReceived");
            }

            @Override
            public void datagramCut(Slice data, InetSocketAddress from) {
                bomb.at("DatagramProtocol.datagramCut");
            }

            @Override
            public void closed() {
                bomb.at("DatagramProtocol.closed");
            }
        };
    }

    PushProducer pushes() {
        return new PushProducer() {
            @Override
            public void pauseProducing() {
                bomb.at("PushProducer.pauseProducing");
            }

            @Override
            public void resumeProducing() {
                bomb.at("PushProducer.resumeProducing");
            }

            @Override
            public void stopProducing() {
                bomb.at("PushProducer.stopProducing");
            }
        };
    }

    PullProducer pulled() {
        return new PullProducer() {
            @Override
            public void resumeProducing() {
                bomb.at("PullProducer.resumeProducing");
            }

            @Override
            public void stopProducing() {
                bomb.at("PullProducer.stopProducing");
            }
        };
    }
}
