package io.millrace;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Finds the addresses of a host. Called on a thread that may block: one of eight daemon threads which all loops share; never
 * for an address in numbers.
 *
 * <pre>{@code
 * Map<String, InetAddress> known = Map.of("database", InetAddress.getLoopbackAddress());
 * loop.resolveWith(host -> known.containsKey(host) ? List.of(known.get(host)) : Resolver.SYSTEM.resolve(host));
 * }</pre>
 */
@FunctionalInterface
public interface Resolver {
    /** The resolver of the JDK, which asks the system's and remembers answers for a while. */
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * The addresses of a host, best first.
     *
     * @throws UnknownHostException if there is none
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
