/**
 * Connections as reactive streams: {@link io.millrace.flow.FlowConnection}.
 *
 * <p>Floor 13: uses {@code io.millrace.async}, {@code io.millrace} and {@code io.millrace.bytes}; used by none of them.
 */
package io.millrace.flow;
