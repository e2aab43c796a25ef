package io.millrace.bench.pause;

/** The show could not be given: what was missing, in words for the person who started it. */
final class ShowFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    ShowFailed(String message) {
        super(message);
    }
}
