package io.millrace.http;

import java.util.BitSet;

/** Which bytes may stand where: RFC 9110 (tokens, values) and RFC 3986 (targets). */
final class Syntax {
    private static final BitSet TOKEN = set("!#$%&'*+-.^_`|~", true);
    private static final BitSet PATH = set("/-._~!$&'()*+,;=:@%|[]", true);
    private static final BitSet QUERY = set("/?-._~!$&'()*+,;=:@%|[]{}^`", true);
    private static final BitSet AUTHORITY = set("-._~!$&'()*+,;=%:[]", true);

    private Syntax() {}

    private static BitSet set(String others, boolean withLettersAndDigits) {
        BitSet set = new BitSet(256);
        others.chars().forEach(set::set);
        if (withLettersAndDigits) {
            set.set('0', '9' + 1);
            set.set('A', 'Z' + 1);
            set.set('a', 'z' + 1);
        }
        return set;
    }

    /** Of methods and the names of headers. */
    static boolean isToken(int octet) {
        return TOKEN.get(octet);
    }

    static boolean isPath(int octet) {
        return PATH.get(octet);
    }

    static boolean isQuery(int octet) {
        return QUERY.get(octet);
    }

    /** Of host and port. A user's name before an at sign is refused: nobody should send one. */
    static boolean isAuthority(int octet) {
        return AUTHORITY.get(octet);
    }

    /** Of a header's value: tabs, what can be seen, and what is above ASCII. */
    static boolean isValue(int octet) {
        return octet == '\t' || (octet >= ' ' && octet != 0x7f);
    }

    static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(int octet) {
        return octet < 0x80 ? Character.digit(octet, 16) : -1;
    }

    /** Whether it is a host, perhaps with a port: {@code name}, {@code 127.0.0.1:8080}, {@code [::1]:80}. */
    static boolean isHostAndPort(String text) {
        int port = text.lastIndexOf(':');
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end > 1
                    && text.substring(1, end).chars().allMatch(c -> hex(c) >= 0 || c == ':' || c == '.')
                    && (end == text.length() - 1 || (port == end + 1 && isPort(text.substring(port + 1))));
        }
        String host = port < 0 ? text : text.substring(0, port);
        return !host.isEmpty()
                && host.chars().allMatch(c -> isAuthority(c) && c != ':' && c != '[' && c != ']')
                && (port < 0 || isPort(text.substring(port + 1)));
    }

    private static boolean isPort(String text) {
        return text.length() <= 5
                && text.chars().allMatch(Syntax::isDigit)
                && (text.isEmpty() || Integer.parseInt(text) <= 0xffff);
    }
}
