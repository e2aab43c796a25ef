package io.millrace.bench;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Bounds of options, refused in picocli's own form: a line that says what was wrong, then the usage, exit code 2. */
public final class Bounds {
    private Bounds() {}

    /** Refuses a value that is not from {@code min} to {@code max}. */
    public static void require(CommandSpec spec, String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw new ParameterException(
                    spec.commandLine(), option + " takes a number from " + min + " to " + max + ", not " + value);
        }
    }
}
