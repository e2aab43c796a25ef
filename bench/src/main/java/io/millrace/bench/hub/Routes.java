package io.millrace.bench.hub;

import io.millrace.http.RequestHead;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import java.time.Duration;
import java.util.Optional;

/** Which path and method does what. Throws Refusal for all else, which the connection then answers. */
final class Routes {
    private static final String READ = "GET, HEAD";
    private static final String STREAM = "GET, HEAD, PUT, POST";
    private static final String ANY_TYPE = "application/octet-stream";

    private final Hub hub;

    Routes(Hub hub) {
        this.hub = hub;
    }

    void serve(RequestHead request, HubProtocol connection) {
        String path = request.path();
        if (path.startsWith(StreamName.PREFIX)) {
            serveStream(StreamName.ofPath(path), request, connection);
        } else if (path.equals("/")) {
            requireRead(request);
            connection.answer(Page.answer());
        } else if (path.equals("/stats")) {
            requireRead(request);
            connection.answer(Answer.json(Stats.of(hub)));
        } else {
            throw new Refusal(404, "nothing here; try /, /stats or " + StreamName.PREFIX + "NAME");
        }
    }

    private void serveStream(StreamName name, RequestHead request, HubProtocol connection) {
        switch (request.method()) {
            case "GET", "HEAD" -> listen(name, request, connection);
            case "PUT", "POST" -> connection.feed(streamToFeed(name, request), body(request));
            default -> throw Refusal.wrongMethod(request.method(), STREAM);
        }
    }

    private void listen(StreamName name, RequestHead request, HubProtocol connection) {
        requireNoBody(request);
        Duration wait = wait(request);
        Optional<Stream> stream = hub.named(name);
        if (request.method().equals("HEAD")) {
            connection.answerHead(stream.orElseThrow(() -> hub.unknown(name)));
            return;
        }
        if (stream.isEmpty() && wait.isZero()) {
            throw hub.unknown(name);
        }
        hub.requireRoomForListener();
        if (stream.isPresent()) {
            connection.join(stream.get());
        } else {
            connection.await(name, wait);
        }
    }

    /** Everything about the request is checked before the hub opens anything for it. */
    private Stream streamToFeed(StreamName name, RequestHead request) {
        body(request);
        return hub.forSource(name, request.header("Content-Type").orElse(ANY_TYPE), slow(request));
    }

    private static Body body(RequestHead request) {
        return switch (request.bodyKind()) {
            case LENGTH -> Body.length(request.contentLength());
            case CHUNKED -> Body.chunked();
            case NONE -> throw new Refusal(411, "a source says how long it is: Content-Length or chunked");
        };
    }

    private static Feed.Slow slow(RequestHead request) {
        String slow = request.parameter("slow").orElse("end");
        return switch (slow) {
            case "end" -> Feed.Slow.END;
            case "pace" -> Feed.Slow.PACE;
            default -> throw new Refusal(400, "slow is 'end' or 'pace'");
        };
    }

    private static Duration wait(RequestHead request) {
        String wait = request.parameter("wait").orElse("0");
        if (!wait.matches("[0-9]{1,4}") || Integer.parseInt(wait) > HubLimits.WAIT_MAX.toSeconds()) {
            throw new Refusal(400, "wait is a number of seconds from 0 to " + HubLimits.WAIT_MAX.toSeconds());
        }
        return Duration.ofSeconds(Integer.parseInt(wait));
    }

    private static void requireRead(RequestHead request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw Refusal.wrongMethod(request.method(), READ);
        }
        requireNoBody(request);
    }

    /** A body here has no meaning, and one that nobody reads could be taken for the next request. */
    private static void requireNoBody(RequestHead request) {
        if (request.bodyKind() != RequestHead.BodyKind.NONE && request.contentLength() != 0) {
            throw new Refusal(413, request.method() + " takes no body here");
        }
    }
}
