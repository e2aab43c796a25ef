package io.millrace.engine;

import io.millrace.jni.Library;
import io.millrace.jni.UnavailableException;

/** Whether the native part is here and wanted; its kernels are used wherever it is, whoever moves the bytes. Any thread. */
public final class NativePart {
    /** The system property that says which engine loops are opened on: {@code native} or {@code nio}. */
    public static final String PROPERTY = "millrace.engine";

    private static final boolean WANTED = !"nio".equals(System.getProperty(PROPERTY));

    /** Found out once. */
    private static final class Found {
        static final UnavailableException WHY_NOT = whyNot();

        private static UnavailableException whyNot() {
            try {
                Library.load();
                return null;
            } catch (UnavailableException unavailable) {
                return unavailable;
            }
        }
    }

    private NativePart() {}

    /** Whether it is wanted; where it is not, nothing of it is loaded until somebody asks for it by name. */
    public static boolean isWanted() {
        return WANTED;
    }

    /** Whether it is wanted, and here. */
    public static boolean isUsed() {
        return WANTED && Found.WHY_NOT == null;
    }

    /**
     * Loads it if it is not loaded.
     *
     * @throws UnavailableException with cause and cure
     */
    public static void load() {
        if (Found.WHY_NOT != null) {
            throw Found.WHY_NOT;
        }
    }
}
