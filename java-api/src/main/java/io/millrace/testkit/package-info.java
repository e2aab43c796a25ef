/**
 * Tests of protocols without sockets and without waiting: {@link io.millrace.testkit.TestLoop}.
 *
 * <p>Floor 12: uses {@code io.millrace}, {@code io.millrace.bytes} and {@code io.millrace.engine}, whose engine in Java it puts
 * on sockets and a clock of its own; used by none of them.
 */
package io.millrace.testkit;
