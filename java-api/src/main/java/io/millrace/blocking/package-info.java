/**
 * Connections whose reads and writes wait: {@link io.millrace.blocking.BlockingConnection}. For virtual threads and others.
 *
 * <p>Floor 13: uses {@code io.millrace.async}, {@code io.millrace} and {@code io.millrace.bytes}; used by none of them.
 */
package io.millrace.blocking;
