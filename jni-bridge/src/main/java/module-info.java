/** The bridge to the native part. For {@code io.millrace} alone. */
@SuppressWarnings("module") // the module it exports to is built after this one
module io.millrace.jni {
    requires static org.bytedeco.javacpp;

    exports io.millrace.jni to
            io.millrace;
}
