package io.millrace;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

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

    /**
     * A host and a port. The host is a name or an address; empty: all addresses of this machine.
     *
     * @param from where connections go out from; null: wherever the kernel likes
     */
    record Internet(Protocol protocol, String host, int port, Local from) implements Place {
        public Internet {
            requirePort(port);
            if (host.chars().anyMatch(letter -> Character.isWhitespace(letter) || letter == 0)) {
                throw new IllegalArgumentException("host is '" + host + "', which cannot be a name");
            }
            if (LiteralAddress.isOne(host)) {
                requireSix(protocol, "host", LiteralAddress.of("host", host));
            }
            if (from != null) {
                requireClient(protocol, host, from);
            }
        }

        Internet(Protocol protocol, String host, int port) {
            this(protocol, host, port, null);
        }

        private static void requireSix(Protocol protocol, String what, LiteralAddress address) {
            if (protocol.isSix && !address.isSix()) {
                throw new IllegalArgumentException(
                        what + " is " + address + ", but " + protocol.word() + " needs an IPv6 address");
            }
        }

        private static void requireClient(Protocol protocol, String host, Local from) {
            if (host.isEmpty() || !protocol.isTcp()) {
                throw new IllegalArgumentException("only a TCP client, which has a host, has a bindAddress");
            }
            requireSix(protocol, "bindAddress", from.literal());
            if (LiteralAddress.isOne(host) && LiteralAddress.of("host", host).isSix() != from.isSix()) {
                throw new IllegalArgumentException(
                        "host is " + host + " and bindAddress " + from.address() + ", of another family");
            }
        }

        boolean isAnyHost() {
            return host.isEmpty();
        }

        /** Whether there is nothing to look up. */
        boolean isLiteral() {
            return LiteralAddress.isOne(host);
        }

        /**
         * Its address, if it is literal or any.
         *
         * @throws MillraceException if it is that of a network interface which this machine has not
         */
        InetSocketAddress literalAddress() {
            String number = isAnyHost() ? (protocol.isSix ? "::" : "0.0.0.0") : host;
            return new InetSocketAddress(LiteralAddress.of("host", number).resolve(), port);
        }

        /** Of what a name resolved to, the addresses that can be used. */
        List<InetSocketAddress> usable(List<InetAddress> found) {
            return found.stream()
                    .filter(address -> !protocol.isSix || isSix(address))
                    .filter(address -> from == null || from.isSix() == isSix(address))
                    .map(address -> new InetSocketAddress(address, port))
                    .toList();
        }

        private static boolean isSix(InetAddress address) {
            return address.getAddress().length == 16;
        }

        Internet at(int boundPort) {
            return new Internet(protocol, host, boundPort, from);
        }

        Internet from(Local local) {
            return new Internet(protocol, host, port, local);
        }

        @Override
        public String toString() {
            String where = isAnyHost() ? "" : ":host=" + EndpointText.escape(host);
            return protocol.word() + where + ":port=" + port + (from == null ? "" : from);
        }
    }

    /** An address of this machine that connections go out from; port 0: any. */
    record Local(String address, int port) {
        public Local {
            requirePort(port);
            LiteralAddress.of("bindAddress", address);
        }

        private LiteralAddress literal() {
            return LiteralAddress.of("bindAddress", address);
        }

        boolean isSix() {
            return literal().isSix();
        }

        InetSocketAddress socketAddress() {
            return new InetSocketAddress(literal().resolve(), port);
        }

        @Override
        public String toString() {
            return ":bindAddress=" + EndpointText.escape(address) + (port == 0 ? "" : ":bindPort=" + port);
        }
    }

    private static void requirePort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ", but must be from 0 to 65535");
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
