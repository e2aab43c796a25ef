/**
 * Streams that do not pass through Java: a {@link io.millrace.stream.Feed} has one source and many subscribers, and lives
 * on a data loop. A {@link io.millrace.stream.Role} says which part a connection plays when it is handed over.
 *
 * <p>Floor 9: uses {@code io.millrace.bytes} and what stands below; does not know {@code io.millrace.http}.
 */
package io.millrace.stream;
