/**
 * Protocols, transports, loops and endpoints, in Twisted's words.
 *
 * <p>A {@link io.millrace.Protocol} says what happens on one connection. A {@link io.millrace.ProtocolFactory} makes one
 * for each connection that a {@link io.millrace.Listener} accepts or that {@link io.millrace.Endpoint#connect} opens. An
 * {@link io.millrace.EventLoop} turns on a thread of Java and calls its protocols there, one at a time. A
 * {@link io.millrace.DataLoop} turns on a native thread that never enters the JVM, and carries the connections that only
 * stream: {@link io.millrace.Transport#handOver} sends a connection there, {@link io.millrace.Transport#takeBack} brings
 * it home. Where no native library loads, {@link io.millrace.Engine#NIO} does the same on threads of Java.
 *
 * <pre>{@code
 * public final class EchoServer extends Protocol {
 *     public void dataReceived(Slice data) {
 *         transport().write(data);
 *     }
 *     public static void main(String[] args) {
 *         EventLoop loop = EventLoop.open();
 *         Endpoint.tcp("127.0.0.1", 7007).listen(loop, peer -> new EchoServer());
 *         loop.run();
 *     }
 * }
 * }</pre>
 *
 * <p>Floor 10: uses every package of this module; used by none of them.
 */
package io.millrace;
