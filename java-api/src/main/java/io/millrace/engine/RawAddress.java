package io.millrace.engine;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An Internet address as the records have it.
 *
 * @param address the same for Java, with its port
 * @param family 4 or 6
 * @param first the first 8 of 16 octets, in network order
 * @param second the others; of a 4 zero
 * @param zone the number of a network interface, of a 6; or 0
 */
public record RawAddress(InetSocketAddress address, int family, long first, long second, int zone) {
    private static final int UNIX = 1;
    private static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    /** Of an address that is resolved. */
    public static RawAddress of(InetSocketAddress address) {
        byte[] octets = address.getAddress().getAddress();
        ByteBuffer padded = ByteBuffer.allocate(16).put(octets).order(ByteOrder.nativeOrder());
        int zone = address.getAddress() instanceof Inet6Address six ? six.getScopeId() : 0;
        return new RawAddress(address, octets.length == 4 ? 4 : 6, padded.getLong(0), padded.getLong(8), zone);
    }

    /** What a record says, for Java; of a UNIX socket it says no name. */
    static SocketAddress read(int family, long first, long second, int port, long zone) {
        return family == UNIX ? UNNAMED : internet(family, first, second, port, zone);
    }

    /** The same of an Internet address. */
    public static InetSocketAddress internet(int family, long first, long second, int port, long zone) {
        byte[] octets = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(first)
                .putLong(second)
                .array();
        try {
            InetAddress address = zone != 0
                    ? Inet6Address.getByAddress(null, octets, (int) zone)
                    : InetAddress.getByAddress(family == 4 ? Arrays.copyOf(octets, 4) : octets);
            return new InetSocketAddress(address, port & 0xffff);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 and 16 octets are addresses", impossible);
        }
    }

    /** Whether a record says the same. */
    boolean is(int otherFamily, long otherFirst, long otherSecond, int otherPort, long otherZone) {
        return first == otherFirst
                && second == otherSecond
                && family == otherFamily
                && address.getPort() == otherPort
                && zone == otherZone;
    }
}
