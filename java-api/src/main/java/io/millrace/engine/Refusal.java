package io.millrace.engine;

/** Makes the exception for a failure of the native part. The top floor supplies it, since the exception lives there. */
@FunctionalInterface
public interface Refusal {
    /** With the code, what was asked, the handle it was asked of, and words for people. */
    RuntimeException of(int code, String operation, long handle, String message);
}
