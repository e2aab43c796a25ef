/** Millrace: a networking library in which Java decides and C++ moves the bytes. */
module io.millrace {
    requires io.millrace.jni;
    requires static java.management; // asked how long collections took where it is there
    requires static jdk.jfr; // recorded where it is there

    exports io.millrace;
    exports io.millrace.async;
    exports io.millrace.blocking;
    exports io.millrace.bytes;
    exports io.millrace.columns;
    exports io.millrace.flow;
    exports io.millrace.framing;
    exports io.millrace.http;
    exports io.millrace.stream;
    exports io.millrace.testkit;
}
