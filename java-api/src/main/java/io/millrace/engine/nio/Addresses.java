package io.millrace.engine.nio;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Addresses as the records have them: a family of 4, 6 or 1, 16 octets in two numbers, a port and a zone. */
final class Addresses {
    static final int UNIX = 1;
    private static final int IP4 = 4;
    private static final int IP6 = 6;
    private static final int PATH_BYTES_MAX = 107;

    private Addresses() {}

    /** Null for what is no address. A zone is the number of a network interface, or 0. */
    static InetSocketAddress internet(int family, long a, long b, int port, long zone) {
        boolean hasFamily = family == IP4 || family == IP6;
        boolean hasZone = zone == 0 || (family == IP6 && zone > 0 && zone <= Integer.MAX_VALUE);
        if (!hasFamily || !hasZone || port < 0 || port > 0xffff) {
            return null;
        }
        byte[] octets = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(a)
                .putLong(b)
                .array();
        try {
            InetAddress address = zone != 0
                    ? Inet6Address.getByAddress(null, octets, (int) zone)
                    : InetAddress.getByAddress(family == IP4 ? Arrays.copyOf(octets, 4) : octets);
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 and 16 octets are addresses", impossible);
        }
    }

    /**
     * Null for nothing, and for too much.
     *
     * @throws UnsupportedOperationException if it is a name that is no file, which the JDK does not have
     */
    static SocketAddress path(ByteBuffer name) {
        if (name.remaining() < 1 || name.remaining() > PATH_BYTES_MAX) {
            return null;
        }
        if (name.get(0) == 0) {
            throw new UnsupportedOperationException("a name that is no file");
        }
        return UnixDomainSocketAddress.of(StandardCharsets.UTF_8.decode(name).toString());
    }

    static ProtocolFamily family(SocketAddress address) {
        return switch (number(address)) {
            case IP4 -> StandardProtocolFamily.INET;
            case IP6 -> StandardProtocolFamily.INET6;
            default -> StandardProtocolFamily.UNIX;
        };
    }

    static int number(SocketAddress address) {
        if (address instanceof InetSocketAddress internet) {
            return internet.getAddress().getAddress().length == 4 ? IP4 : IP6;
        }
        return UNIX;
    }

    static int port(SocketAddress address) {
        return address instanceof InetSocketAddress internet ? internet.getPort() : 0;
    }

    static int zone(SocketAddress address) {
        boolean isSix = address instanceof InetSocketAddress internet && internet.getAddress() instanceof Inet6Address;
        return isSix ? ((Inet6Address) ((InetSocketAddress) address).getAddress()).getScopeId() : 0;
    }

    static long firstWord(SocketAddress address) {
        return word(address, 0);
    }

    static long secondWord(SocketAddress address) {
        return word(address, Long.BYTES);
    }

    private static long word(SocketAddress address, int at) {
        if (!(address instanceof InetSocketAddress internet)) {
            return 0;
        }
        byte[] octets = Arrays.copyOf(internet.getAddress().getAddress(), 16);
        return ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder()).getLong(at);
    }
}
