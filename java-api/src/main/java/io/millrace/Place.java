package io.millrace;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What an endpoint names: an address, a path, or a socket that is open already. Its text is the endpoint's. */
sealed interface Place {
    /** The Internet protocols, by the words for them. */
    enum Protocol {
        TCP(false),
        TCP6(true),
        UDP(false),
        UDP6(true);

        final boolean isSix;

        Protocol(boolean isSix) {
            this.isSix = isSix;
        }

        boolean isTcp() {
            return this == TCP || this == TCP6;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A host and a port. The host is a name or a number; empty: all addresses of this machine. */
    record Internet(Protocol protocol, String host, int port) implements Place {
        private static final Pattern FOUR_NUMBERS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

        public Internet {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port is " + port + ", but must be from 0 to 65535");
            }
            if (host.chars().anyMatch(letter -> Character.isWhitespace(letter) || letter == 0)) {
                throw new IllegalArgumentException("host is '" + host + "', which cannot be a name");
            }
            if (host.indexOf('%') >= 0) {
                throw new IllegalArgumentException(
                        "host is '" + host + "', but an address of one link only is not supported");
            }
            if (isNumeric(host)) {
                literal(host, protocol);
            }
        }

        private static boolean isNumeric(String host) {
            return host.indexOf(':') >= 0 || FOUR_NUMBERS.matcher(host).matches();
        }

        private static InetAddress literal(String host, Protocol protocol) {
            try {
                InetAddress address = InetAddress.getByName(host);
                if (protocol.isSix && address.getAddress().length == 4) {
                    throw new IllegalArgumentException(
                            "host is " + host + ", but " + protocol.word() + " needs an IPv6 address");
                }
                return address;
            } catch (UnknownHostException none) {
                throw new IllegalArgumentException("host is '" + host + "', which is no address", none);
            }
        }

        boolean isAnyHost() {
            return host.isEmpty();
        }

        /** Whether there is nothing to look up. */
        boolean isLiteral() {
            return isNumeric(host);
        }

        /** Its addresses, if it is literal or any. */
        InetSocketAddress literalAddress() {
            String number = isAnyHost() ? (protocol.isSix ? "::" : "0.0.0.0") : host;
            return new InetSocketAddress(literal(number, protocol), port);
        }

        /** Of what a name resolved to, the addresses that the protocol can use. */
        List<InetSocketAddress> usable(List<InetAddress> found) {
            return found.stream()
                    .filter(address -> !protocol.isSix || address.getAddress().length == 16)
                    .map(address -> new InetSocketAddress(address, port))
                    .toList();
        }

        Internet at(int boundPort) {
            return new Internet(protocol, host, boundPort);
        }

        @Override
        public String toString() {
            String where = isAnyHost() ? "" : ":host=" + EndpointText.escape(host);
            return protocol.word() + where + ":port=" + port;
        }
    }

    /** A UNIX socket: at a path, or with a name that no file has. */
    record Unix(String name, boolean isAbstract) implements Place {
        private static final int BYTES_MAX = 107;

        public Unix {
            int length = name.getBytes(StandardCharsets.UTF_8).length + (isAbstract ? 1 : 0);
            if (name.isEmpty() || length > BYTES_MAX) {
                throw new IllegalArgumentException(
                        "a path of " + length + " bytes, but of a UNIX socket it has 1 to " + BYTES_MAX);
            }
            if (name.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a path with a zero byte");
            }
        }

        /** As the kernel has it. */
        byte[] bytes() {
            return ((isAbstract ? "\0" : "") + name).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "unix:" + (isAbstract ? "abstract=" : "path=") + EndpointText.escape(name);
        }
    }

    /** A descriptor that this process was started with. */
    record Descriptor(int number) implements Place {
        public Descriptor {
            if (number < 0) {
                throw new IllegalArgumentException("descriptor " + number);
            }
        }

        @Override
        public String toString() {
            return "fd:" + number;
        }
    }

    /** A socket that systemd has opened, by its place among them. */
    record Activated(int index) implements Place {
        public Activated {
            if (index < 0) {
                throw new IllegalArgumentException("index is " + index + ", but must be 0 or more");
            }
        }

        @Override
        public String toString() {
            return "systemd:index=" + index;
        }
    }

    /** A socket that systemd has opened, by the name that its unit file gives it. */
    record ActivatedByName(String name) implements Place {
        @Override
        public String toString() {
            return "systemd:name=" + EndpointText.escape(name);
        }
    }
}
