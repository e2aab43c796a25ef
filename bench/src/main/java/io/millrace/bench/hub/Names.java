package io.millrace.bench.hub;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;

/** How things are called in the hub's answers: constants in small letters, peers as address and port. */
final class Names {
    private Names() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static String of(SocketAddress address) {
        if (!(address instanceof InetSocketAddress peer)) {
            return address.toString();
        }
        String host = peer.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + peer.getPort();
    }
}
