/**
 * Bytes that are referred to, not copied: {@link io.millrace.bytes.Slice}.
 *
 * <p>Floor 8: uses {@code io.millrace.engine} and {@code io.millrace.jni}.
 */
package io.millrace.bytes;
