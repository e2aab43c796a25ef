package io.millrace.jni;

import java.util.regex.Pattern;

/**
 * Why the library does not load, and what helps: one line for each cause that was met. The README's troubleshooting
 * section lists the same.
 */
enum Cause {
    RELOCATED(
            null,
            "the package io.millrace.jni was renamed, and the native methods are found by its name",
            "leave io.millrace.jni out of the relocations of the shading tool"),
    NOT_IN_JAR(
            null,
            "the jar holds no library for this system and processor",
            "use a jar of millrace-jni that was built for it, or build one there and name its library with"
                    + " -Dmillrace.native.path=FILE"),
    NO_SUCH_FILE(
            null,
            "the file that millrace.native.path names cannot be read",
            "correct the property, or leave it away to use the library in the jar"),
    NOWHERE_TO_UNPACK(
            null,
            "no directory to unpack the library in can be written",
            "name one with -Dmillrace.native.dir=DIRECTORY, or a ready file with -Dmillrace.native.path=FILE"),
    NOEXEC(
            "failed to map segment|cannot enable executable|[Oo]peration not permitted",
            "the directory it was unpacked in does not allow code (mounted with noexec)",
            "name a directory that does with -Dmillrace.native.dir=DIRECTORY"),
    MUSL(
            "Error loading shared library|Error relocating|libc\\.musl|ld-musl",
            "this system's C library is musl, the library needs glibc",
            "use an image with glibc, such as one of Debian, Ubuntu or Fedora"),
    GLIBC(
            "version `GLIBC_[0-9.]+' not found",
            "this system's glibc is older than the one the library needs",
            "use a distribution with glibc 2.34 or later, or build the project on this one"),
    ARCHITECTURE(
            "wrong ELF class|Exec format error|Possible cause: can't load",
            "the library was built for another processor",
            "use a jar of millrace-jni that was built for this one, and a JVM of the machine's own architecture"),
    NO_LIBRARY_FILE(
            "invalid ELF header|file too short|file data",
            "the file is damaged, or no shared library",
            "fetch the jar again, or correct millrace.native.path"),
    NO_LIBGCC(
            "libgcc_s\\.so\\.1: cannot open",
            "the library needs libgcc_s.so.1, which is not installed",
            "install it (Debian and Ubuntu: libgcc-s1)"),
    OTHER_BUILD(
            null,
            "the library and the Java classes come from different builds of Millrace",
            "keep the jars of millrace and millrace-jni at one version, and one of each on the path; and check"
                    + " millrace.native.path"),
    NATIVE_ACCESS(
            null,
            "the JVM does not let this code use native libraries",
            "start it with --enable-native-access=ALL-UNNAMED, or =io.millrace.jni on the module path"),
    UNKNOWN(null, "the system refused to load it", "see the message of the cause");

    private final Pattern inMessage;
    private final String reason;
    private final String cure;

    Cause(String inMessage, String reason, String cure) {
        this.inMessage = inMessage == null ? null : Pattern.compile(inMessage);
        this.reason = reason;
        this.cure = cure;
    }

    /** Which cause a refusal of {@link System#load} has. */
    static Cause of(Throwable refusal) {
        if (refusal instanceof IllegalCallerException) {
            return NATIVE_ACCESS;
        }
        String message = String.valueOf(refusal.getMessage());
        for (Cause cause : values()) {
            if (cause.inMessage != null && cause.inMessage.matcher(message).find()) {
                return cause;
            }
        }
        return UNKNOWN;
    }

    String reason() {
        return reason;
    }

    String cure() {
        return cure;
    }

    UnavailableException exception(String detail, Throwable refusal) {
        return new UnavailableException(reason + " (" + detail + ")", cure, refusal);
    }
}
