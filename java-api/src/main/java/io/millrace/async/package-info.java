/**
 * Connections whose reads and writes answer futures: {@link io.millrace.async.AsyncConnection}.
 *
 * <p>Floor 12: uses {@code io.millrace} and {@code io.millrace.bytes}. {@code io.millrace.blocking} and
 * {@code io.millrace.flow} stand on it.
 */
package io.millrace.async;
