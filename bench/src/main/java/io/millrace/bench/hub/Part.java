package io.millrace.bench.hub;

import io.millrace.Ending;
import io.millrace.Reason;
import io.millrace.StreamResult;
import io.millrace.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The part that a connection plays in a stream, from the hand-over until it returns or ends. */
abstract class Part {
    final Hub hub;
    final Stream stream;
    final Transport connection;
    private final Instant since = Instant.now();

    private Part(Hub hub, Stream stream, Transport connection) {
        this.hub = hub;
        this.stream = stream;
        this.connection = connection;
    }

    abstract String role();

    /** Takes the part out of the stream's books. */
    abstract void leave();

    /** What to answer when the part is over; empty when the stream itself was the answer. */
    abstract Optional<Answer> answer(StreamResult result);

    /** Bytes of the stream that went through a connection that is back; a listener's with their framing. */
    abstract long bytes(StreamResult result);

    /** The same of a connection that ended. */
    abstract long bytes(Ending ending);

    /** The connection is back. */
    final void returned(StreamResult result) {
        end(result.reason(), bytes(result));
    }

    /** The connection is gone. */
    final void lost(Ending ending) {
        end(ending.reason(), bytes(ending));
    }

    private void end(Reason reason, long bytes) {
        leave();
        String why = reason == Reason.NONE ? "done" : Names.of(reason);
        Instant now = Instant.now();
        String peer = Names.of(connection.peer());
        hub.note(new Hub.Ended(stream.name(), peer, role(), why, bytes, Duration.between(since, now), now));
    }

    /** The one who sends. */
    static final class Source extends Part {
        Source(Hub hub, Stream stream, Transport connection) {
            super(hub, stream, connection);
            stream.sourceCame(connection);
        }

        @Override
        String role() {
            return "source";
        }

        @Override
        void leave() {
            hub.sourceGone(stream);
        }

        @Override
        Optional<Answer> answer(StreamResult result) {
            return Optional.of(
                    switch (result.reason()) {
                        case NONE -> Answer.text(200, result.bytes() + " bytes streamed\n");
                        case PROTOCOL_ERROR ->
                            Answer.text(
                                    400, "the framing of the body is malformed at its byte " + result.detail() + "\n");
                        default -> Answer.text(503, "the stream ended: " + Names.of(result.reason()) + "\n");
                    });
        }

        @Override
        long bytes(StreamResult result) {
            return result.bytes();
        }

        /** The feed's count: the connection's own has heads, framing and earlier requests in it. */
        @Override
        long bytes(Ending ending) {
            return stream.sourceBytes();
        }
    }

    /** One of those who receive. */
    static final class Listener extends Part {
        private final Stream.Listening listening;

        Listener(Hub hub, Stream stream, Stream.Listening listening) {
            super(hub, stream, listening.connection());
            this.listening = listening;
            hub.listenerCame(stream, listening);
        }

        @Override
        String role() {
            return "listener";
        }

        @Override
        void leave() {
            hub.listenerGone(stream, listening);
        }

        @Override
        Optional<Answer> answer(StreamResult result) {
            return Optional.empty();
        }

        @Override
        long bytes(StreamResult result) {
            return listening.sentBytes(Stream.Listening.writtenBytes(connection.stats()));
        }

        @Override
        long bytes(Ending ending) {
            return listening.sentBytes(ending.bytesOut());
        }
    }
}
