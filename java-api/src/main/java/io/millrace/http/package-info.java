/**
 * Heads of HTTP/1.1 messages, read strictly and written plainly. No sockets here: a pure function from bytes to a
 * {@link io.millrace.http.RequestHead}, and from a {@link io.millrace.http.ResponseHead} to bytes.
 *
 * <p>Floor 9: uses {@code io.millrace.bytes}; does not know {@code io.millrace.stream}.
 */
package io.millrace.http;
