package io.millrace.bench.talk;

/** Something could not be measured; the message says what and why, in a line for people. */
final class MeasuringFailed extends Exception {
    private static final long serialVersionUID = 1;

    MeasuringFailed(String message) {
        super(message);
    }
}
