package io.millrace.watch;

/** Whether the JVM has Flight Recorder: {@code jdk.jfr} is a module that a small run-time image may leave out. */
public final class FlightRecording {
    /** Before anything else here or a class that is named {@code …Event} is used: false means that it cannot be loaded. */
    public static final boolean IS_PRESENT = ModuleLayer.boot()
            .findModule("jdk.jfr")
            .filter(FlightRecording.class.getModule()::canRead)
            .isPresent();

    private FlightRecording() {}
}
