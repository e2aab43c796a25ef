package io.millrace.bench.hub;

import java.util.Map;

/** A request that is answered with an error: the status, the reason in words, and what the status asks for besides. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, String> headers;

    Refusal(int status, String reason) {
        this(status, reason, Map.of());
    }

    Refusal(int status, String reason, Map<String, String> headers) {
        // Thrown for every bad request of any stranger: a stack trace would only cost.
        super(reason, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    static Refusal wrongMethod(String method, String allowed) {
        return new Refusal(405, method + " is not for this resource; try " + allowed, Map.of("Allow", allowed));
    }

    static Refusal full(String what) {
        return new Refusal(503, what, Map.of("Retry-After", "5"));
    }

    Answer answer() {
        return Answer.text(status, getMessage() + "\n").with(headers);
    }
}
