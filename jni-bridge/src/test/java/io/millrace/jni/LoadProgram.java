package io.millrace.jni;

/** Run by {@link LibraryTest} in a JVM of its own: loads the library and says what came of it. */
final class LoadProgram {
    private LoadProgram() {}

    public static void main(String[] arguments) {
        try {
            Library.load();
            System.out.println("loaded: " + Library.description());
        } catch (UnavailableException unavailable) {
            System.out.println("refused: " + unavailable.reason());
        }
    }
}
