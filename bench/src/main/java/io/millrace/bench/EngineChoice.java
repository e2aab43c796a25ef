package io.millrace.bench;

import io.millrace.Engine;
import io.millrace.jni.Library;
import io.millrace.jni.UnavailableException;
import java.util.Locale;

/** Which engine the library takes by itself, and the reason. */
final class EngineChoice {
    private static final String PROPERTY = "millrace.engine";

    private EngineChoice() {}

    /** In words; also where the choice makes no sense. */
    static String inWords() {
        try {
            return Engine.chosen().name().toLowerCase(Locale.ROOT) + ", " + reason();
        } catch (IllegalStateException neither) {
            return "none: " + neither.getMessage();
        }
    }

    private static String reason() {
        String wish = System.getProperty(PROPERTY);
        if (wish != null) {
            return "as -D" + PROPERTY + "=" + wish + " says";
        }
        try {
            Library.load();
            return "since its library loads";
        } catch (UnavailableException e) {
            return "since the native library does not load";
        }
    }
}
