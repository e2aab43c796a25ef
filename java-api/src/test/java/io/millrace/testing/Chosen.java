package io.millrace.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.Engine;

/** The suite runs on each engine; what only one of them can do is left out on the other, with the reason. */
public final class Chosen {
    private Chosen() {}

    /** Leaves the test out where the chosen engine is not the native one. */
    public static void needsNative(String why) {
        assumeThat(Engine.chosen()).as(why).isEqualTo(Engine.NATIVE);
    }
}
