package io.millrace;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An internet address as two numbers and a port, which take 20 bytes where the JDK's objects take 96 and more. One with a
 * zone is none of these: it stays what it is.
 */
final class PeerAddress {
    private static final int OCTETS_4 = 4;
    private static final int OCTETS_6 = 16;
    private static final int PORT_BITS = 16;
    private static final int PORT_MASK = (1 << PORT_BITS) - 1;

    private PeerAddress() {}

    /** Whether the numbers say all of it, if it has no name. */
    static boolean fitsNumbers(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                && !(inet.getAddress() instanceof Inet6Address six && six.getScopeId() != 0);
    }

    /** The first eight octets; those that an address of four has not are zero. */
    static long first(InetSocketAddress address) {
        return octets(address).getLong(0);
    }

    /** The other eight. */
    static long second(InetSocketAddress address) {
        return octets(address).getLong(Long.BYTES);
    }

    /** How many octets there are, above the port. */
    static int kindAndPort(InetSocketAddress address) {
        return address.getAddress().getAddress().length << PORT_BITS | address.getPort();
    }

    static InetSocketAddress of(long first, long second, int kindAndPort) {
        byte[] octets = new byte[kindAndPort >>> PORT_BITS];
        ByteBuffer.allocate(OCTETS_6).putLong(first).putLong(second).get(0, octets);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(octets), kindAndPort & PORT_MASK);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(OCTETS_4 + " and " + OCTETS_6 + " octets are addresses", impossible);
        }
    }

    private static ByteBuffer octets(InetSocketAddress address) {
        return ByteBuffer.allocate(OCTETS_6).put(0, address.getAddress().getAddress());
    }
}
