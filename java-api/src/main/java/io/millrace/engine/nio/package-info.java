/**
 * Floor 7. The native part's twin in Java, over {@link java.nio.channels.Selector}: the same records, handles, codes and
 * endings, for where no library loads, and as what the native part is compared with. Uses {@code engine} and the
 * constants of {@code jni}, and nothing else of this library.
 *
 * <p>A class has the name of its native twin, and stands where that does, from above:
 *
 * <pre>
 *   abi      NioSeam, NioControlLoop with ControlCommands, ControlSockets, ControlFeeds, ControlDatagrams
 *   stream   Station, Feed, Source, Subscriber, ClockSource, ChunkWriter
 *   net      Connection with Input, Output, Closing and Patience; Wire, Listener, Datagrams
 *   framing  DelimiterFramer, BodyDecoder         loop   NioLoop, ReceiveBuffer, Timers
 *   buffer   Pool, Segment, Piece, Chain, Gatherer
 * </pre>
 */
package io.millrace.engine.nio;
