package io.millrace;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A host that is an address in numbers: {@code 127.0.0.1}, {@code ::1}, or with the network interface that it is reached
 * through, by name or by number, {@code fe80::1%eth0}. Which number an interface has is asked when it is used.
 */
final class LiteralAddress {
    private static final Pattern FOUR_NUMBERS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

    private final String text;
    private final InetAddress address;
    private final String zone; // null: none

    private LiteralAddress(String text, InetAddress address, String zone) {
        this.text = text;
        this.address = address;
        this.zone = zone;
    }

    /** Whether a host is meant as an address, and not as a name. */
    static boolean isOne(String host) {
        return host.indexOf(':') >= 0
                || host.indexOf('%') >= 0
                || FOUR_NUMBERS.matcher(host).matches();
    }

    /**
     * The address.
     *
     * @param what it is, for the message: {@code host}
     * @throws IllegalArgumentException if it is none
     */
    static LiteralAddress of(String what, String text) {
        int percent = text.indexOf('%');
        String number = percent < 0 ? text : text.substring(0, percent);
        String zone = percent < 0 ? null : text.substring(percent + 1);
        if (!isOne(number)) {
            throw new IllegalArgumentException(what + " is '" + text + "', which is no address");
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(number);
        } catch (UnknownHostException none) {
            throw new IllegalArgumentException(what + " is '" + text + "', which is no address", none);
        }
        if (zone != null && !(address instanceof Inet6Address)) {
            throw new IllegalArgumentException(what + " is '" + text + "', but only an IPv6 address has a zone");
        }
        if (zone != null && (zone.isEmpty() || zone.indexOf('%') >= 0)) {
            throw new IllegalArgumentException(what + " is '" + text + "', but behind % stands a network interface");
        }
        return new LiteralAddress(text, address, zone);
    }

    boolean isSix() {
        return address instanceof Inet6Address;
    }

    /**
     * As the kernel takes it.
     *
     * @throws MillraceException with {@link MillraceException#UNKNOWN_HOST} if this machine has no such interface
     */
    InetAddress resolve() {
        if (zone == null) {
            return address;
        }
        try {
            return Inet6Address.getByAddress(null, address.getAddress(), zoneNumber());
        } catch (UnknownHostException impossible) {
            throw new AssertionError("16 octets are an address", impossible);
        }
    }

    private int zoneNumber() {
        try {
            NetworkInterface named = NetworkInterface.getByName(zone);
            if (named != null) {
                return named.getIndex();
            }
        } catch (SocketException unanswered) {
            throw unknown(unanswered);
        }
        if (NUMBER.matcher(zone).matches()) {
            return Integer.parseInt(zone);
        }
        throw unknown(null);
    }

    private MillraceException unknown(Exception cause) {
        return new MillraceException(
                MillraceException.UNKNOWN_HOST, "look up", 0, text + ": there is no network interface " + zone, cause);
    }

    @Override
    public String toString() {
        return text;
    }
}
