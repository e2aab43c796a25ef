package io.millrace;

import java.net.SocketAddress;

/**
 * Makes the protocol of each new connection. Called on the loop's thread.
 *
 * <pre>{@code
 * endpoint.listen(loop, peer -> new Echo());
 * }</pre>
 */
@FunctionalInterface
public interface ProtocolFactory {
    /**
     * A new protocol object for the connection with {@code peer}, or null to refuse the connection: it is then aborted.
     * What this throws is logged and refuses the connection too.
     *
     * @param peer see {@link Transport#peer}
     */
    Protocol buildProtocol(SocketAddress peer);
}
