package io.millrace.bench.hub;

import io.millrace.Ending;
import io.millrace.FrameFault;
import io.millrace.Framing;
import io.millrace.Limits;
import io.millrace.MillraceException;
import io.millrace.Reason;
import io.millrace.StreamResult;
import io.millrace.Timer;
import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import io.millrace.http.BadRequest;
import io.millrace.http.RequestHead;
import io.millrace.http.ResponseHead;
import io.millrace.stream.Body;
import io.millrace.stream.Role;
import java.time.Duration;
import java.time.Instant;

/**
 * One connection of the hub: request heads in, answers out, and between them a part in a stream.
 *
 * <p>A head is one line that ends in an empty one, read in lockstep: what follows it stays in native code until this
 * class has decided whether it is the next head or a body that Java never sees.
 */
final class HubProtocol extends LineProtocol {
    private static final String END_OF_HEAD = "\r\n\r\n";
    /** A client that asks without reading the answers is not answered further; above the mark for {@link #drained}. */
    private static final long UNSENT_BYTES_MAX = 256 * 1024;

    private static final String LAST_CHUNK = "0\r\n\r\n";

    private final Hub hub;
    private final Routes routes;
    private RequestHead request;
    private Part part;
    private StreamName awaited;
    private Timer timer;
    private boolean heldBack;
    private boolean sentMore;
    private long bytesInBefore;

    HubProtocol(Hub hub) {
        super(Framing.delimiter(END_OF_HEAD, hub.limits().headBytesMax())
                .strict()
                .lockstep());
        this.hub = hub;
        this.routes = new Routes(hub);
    }

    @Override
    public void connectionMade() {
        expectHead();
    }

    @Override
    public void lineReceived(Slice head) {
        timer.cancel();
        request = null;
        try {
            request = RequestHead.parse(head, hub.limits().headersMax());
            routes.serve(request, this);
        } catch (BadRequest e) {
            answer(Answer.text(e.status(), e.getMessage() + " (byte " + e.offset() + " of the head)\n"));
        } catch (Refusal e) {
            answer(e.answer());
        }
    }

    @Override
    public void lineLengthExceeded(FrameFault fault) {
        timer.cancel();
        request = null;
        answer(Answer.text(431, "a head may have " + hub.limits().headBytesMax() + " bytes\n"));
    }

    @Override
    public void frameMalformed(FrameFault fault) {
        timer.cancel();
        request = null;
        answer(Answer.text(
                400, "a line of a head ends in CR LF, not in LF alone (byte " + fault.at() + " received)\n"));
    }

    /** Answers the present request, and goes on to the next, or ends the connection where that cannot be told apart. */
    void answer(Answer answer) {
        boolean last = request == null || !keepsAlive() || hasUnreadBody();
        boolean withBody = request == null || !request.method().equals("HEAD");
        transport().write(answer.bytes(withBody, last));
        proceed(last);
    }

    /** Answers a HEAD request for a stream: the same head, and nothing after it. */
    void answerHead(Stream stream) {
        transport().write(streamHead(stream).toSlice());
        proceed(!keepsAlive());
    }

    /** From here on the connection belongs to the stream's data loop, as one who listens. */
    void join(Stream stream) {
        stopWaiting();
        Slice head = streamHead(stream).toSlice();
        long bytesBefore = Stream.Listening.writtenBytes(transport().stats()) + head.length();
        transport().write(head);
        part = new Part.Listener(hub, stream, new Stream.Listening(transport(), Instant.now(), bytesBefore));
        Role role = Role.subscriber(stream.feed(), chunked() ? Body.chunked() : Body.untilClose());
        transport().handOver(keepsAlive() && chunked() ? role.thenReturn() : role);
    }

    /**
     * Waits for a source of that name, for so long; then the name is unknown. Meanwhile everything is read, so that a
     * client that leaves is noticed.
     */
    void await(StreamName name, Duration wait) {
        awaited = name;
        hub.await(name, this);
        setRawMode();
        timer = hub.loop().later(wait, () -> {
            stopWaiting();
            answer(hub.unknown(name).answer());
        });
    }

    /** A client that waits has sent more. It is not read as a request, and the answer says so by being the last. */
    @Override
    public void rawDataReceived(Slice data) {
        sentMore = true;
    }

    /** From here on the connection belongs to the stream's data loop, as the one who sends, until its body's end. */
    void feed(Stream stream, Body body) {
        part = new Part.Source(hub, stream, transport()); // first of all: whatever fails now, the name is freed again
        if (request.expectsContinue()) {
            transport().write(Answer.CONTINUE);
        }
        hub.welcomeWaiting(stream);
        transport().limits(Limits.DEFAULTS.withRead(hub.limits().sourceTimeout()));
        transport().handOver(Role.source(stream.feed(), body).thenReturn());
    }

    @Override
    public void returned(StreamResult result) {
        Part over = part;
        part = null;
        transport().limits(Limits.DEFAULTS);
        over.returned(result);
        boolean last = result.reason() != Reason.NONE || !keepsAlive();
        over.answer(result).ifPresent(answer -> transport().write(answer.bytes(true, last)));
        closeOrExpectHead(last);
    }

    /** The feed did not take the connection: another source was first, or the feed ended on the way. */
    @Override
    public void refused(MillraceException why) {
        Part over = part;
        part = null;
        if (over != null) {
            over.leave();
        }
        if (over instanceof Part.Source) {
            boolean second = why.code() == MillraceException.BUSY;
            Refusal refusal =
                    second ? new Refusal(409, "another source was first") : Refusal.full("the stream is over");
            transport().write(refusal.answer().bytes(true, true));
            transport().close();
        } else if (over instanceof Part.Listener && isOver(why)) {
            // Its answer has begun, and nothing of a stream that is over is its own: so the answer ends, empty.
            transport().write(chunked() ? LAST_CHUNK : "");
            closeOrExpectHead(!keepsAlive() || !chunked());
        } else {
            transport().abort();
        }
    }

    /** Whether the feed has ended, lately or so long ago that it is forgotten. */
    private static boolean isOver(MillraceException why) {
        return why.code() == MillraceException.WRONG_STATE || why.code() == MillraceException.STALE;
    }

    @Override
    public void connectionLost(Ending ending) {
        timer.cancel();
        stopWaiting();
        if (part != null) {
            part.lost(ending);
        }
    }

    /** A hand-over lets the next line come by itself when the connection is back; otherwise it is asked for here. */
    private void proceed(boolean last) {
        closeOrExpectHead(last);
        heldBack = !last && transport().stats().unsentBytes() > UNSENT_BYTES_MAX;
        if (!last && !heldBack) {
            nextLine();
        }
    }

    @Override
    public void drained() {
        if (heldBack) {
            heldBack = false;
            nextLine();
        }
    }

    private void closeOrExpectHead(boolean last) {
        if (last) {
            transport().close();
        } else {
            expectHead();
        }
    }

    private void expectHead() {
        bytesInBefore = transport().stats().bytesIn();
        timer = hub.loop().later(hub.limits().headTimeout(), this::headTimedOut);
    }

    /** Who has begun a head is told; who is merely silent, between two requests perhaps, is not. */
    private void headTimedOut() {
        request = null;
        if (transport().stats().bytesIn() > bytesInBefore) {
            answer(Answer.text(
                    408,
                    "no whole head within " + hub.limits().headTimeout().toSeconds()
                            + " s; a head ends in CR LF CR LF, and a bare LF ends no line\n"));
        } else {
            transport().close();
        }
    }

    private void stopWaiting() {
        if (awaited != null) {
            timer.cancel();
            hub.awaitNoMore(awaited, this);
            awaited = null;
            setLineMode();
        }
    }

    private boolean keepsAlive() {
        return request.keepAlive() && !sentMore;
    }

    private boolean hasUnreadBody() {
        return request.bodyKind() != RequestHead.BodyKind.NONE && request.contentLength() != 0;
    }

    private boolean chunked() {
        return request.minorVersion() >= 1;
    }

    private ResponseHead streamHead(Stream stream) {
        ResponseHead head = Answer.dated(200)
                .header("Content-Type", stream.contentType())
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                // What a stranger sends as HTML may be looked at, but does nothing in the name of the hub.
                .header("Content-Security-Policy", "sandbox");
        if (chunked()) {
            head.header("Transfer-Encoding", "chunked");
        }
        return keepsAlive() && chunked() ? head : head.header("Connection", "close");
    }
}
