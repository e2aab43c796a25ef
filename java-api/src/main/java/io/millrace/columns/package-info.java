/**
 * Rows of text decoded into columns of numbers, times, verbs and slices: {@link io.millrace.columns.Columns}.
 *
 * <p>Floor 9: uses {@code io.millrace.bytes}, {@code io.millrace.engine} and {@code io.millrace.jni}.
 */
package io.millrace.columns;
