package io.millrace;

import io.millrace.bytes.Slice;
import java.net.InetSocketAddress;

/**
 * What happens on one socket for datagrams. All callbacks come on the thread of the socket's loop, one at a time; what one
 * throws is logged, and the socket goes on.
 *
 * <pre>{@code
 * final class EchoDatagrams extends DatagramProtocol {
 *     public void datagramReceived(Slice data, InetSocketAddress from) {
 *         transport().send(data, from);
 *     }
 * }
 * }</pre>
 */
public abstract class DatagramProtocol {
    private DatagramTransport transport;

    /** For subclasses. */
    protected DatagramProtocol() {}

    /**
     * The socket. Its methods work from any thread.
     *
     * @throws IllegalStateException before {@link #opened}
     */
    public final DatagramTransport transport() {
        if (transport == null) {
            throw new IllegalStateException("there is no transport before opened()");
        }
        return transport;
    }

    /** The socket is bound. */
    public void opened() {}

    /**
     * A datagram has come, whole.
     *
     * @param data its bytes, perhaps none; valid until this turn of the loop ends
     */
    public void datagramReceived(Slice data, InetSocketAddress from) {}

    /**
     * A datagram has come that was longer than is received whole; {@code data} is its beginning. Dropped unless this is
     * overridden.
     */
    public void datagramCut(Slice data, InetSocketAddress from) {}

    /** The socket is closed, and nothing more will be called. */
    public void closed() {}

    final void attach(DatagramTransport made) {
        if (transport != null) {
            throw new IllegalStateException("a protocol object serves one socket");
        }
        transport = made;
    }
}
