package io.millrace;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A connection's {@link Ending}, as a flight recording has it. */
@Name("io.millrace.ConnectionEnded")
@Label("Connection Ended")
@Category("Millrace")
@Description("The one ending of a connection, or of the attempt to make one")
@StackTrace(false)
final class ConnectionEndedEvent extends Event {
    @Label("Connection")
    @Description("Its handle, as in the log")
    private String connection;

    @Label("Peer")
    private String peer;

    @Label("Protocol")
    @Description("None if it ended before it had one")
    private Class<?> protocol;

    @Label("Reason")
    private String reason;

    @Label("Ended By")
    private String by;

    @Label("Bytes In")
    @DataAmount
    private long bytesIn;

    @Label("Bytes Out")
    @DataAmount
    private long bytesOut;

    @Label("Lived")
    @Timespan(Timespan.NANOSECONDS)
    private long lived;

    @Label("Detail")
    @Description("An offset, a limit or an error number, as the reason says")
    private long detail;

    /**
     * Records one, if anybody wants that.
     *
     * @param peer null if nobody here was told of it
     * @param protocol null if it had none
     */
    static void record(long handle, Object peer, Protocol protocol, Ending ending) {
        ConnectionEndedEvent event = new ConnectionEndedEvent();
        if (event.isEnabled()) {
            event.connection = Long.toHexString(handle);
            event.peer = peer == null ? null : peer.toString();
            event.protocol = protocol == null ? null : protocol.getClass();
            event.reason = ending.reason().name();
            event.by = ending.by().name();
            event.bytesIn = ending.bytesIn();
            event.bytesOut = ending.bytesOut();
            event.lived = EventLoop.nanos(ending.lived());
            event.detail = ending.detail();
            event.commit();
        }
    }
}
