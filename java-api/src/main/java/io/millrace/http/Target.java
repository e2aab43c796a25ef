package io.millrace.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a request is for, in the four forms of RFC 9112, section 3.2.
 *
 * <pre>
 *   /where?q=now                origin form
 *   http://host:80/where?q      absolute form, as proxies get it
 *   host:443                    authority form, of CONNECT alone
 *   *                           asterisk form, of OPTIONS alone
 * </pre>
 *
 * <p>Refused beyond the grammar, since parsers disagree on what they mean: encoded slashes, backslashes and control
 * characters, and the segments {@code .} and {@code ..}.
 *
 * @param text as it was sent
 * @param authority host and port, if they are in it; otherwise null
 * @param path percent-decoded
 * @param query as it was sent, without the question mark
 */
record Target(String text, String authority, String path, String query) {
    /** Reads a target that starts at {@code offset} of its head. */
    static Target parse(String method, String text, int offset) {
        if (method.equals("CONNECT")) {
            refuseUnless(Syntax.isHostAndPort(text) && text.contains(":"), offset, "CONNECT wants host:port");
            return new Target(text, text, "", "");
        }
        if (text.equals("*")) {
            refuseUnless(method.equals("OPTIONS"), offset, "the target * is for OPTIONS alone");
            return new Target(text, null, text, "");
        }
        if (text.startsWith("/")) {
            return withPath(text, null, text, offset);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        int scheme = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : 0;
        refuseUnless(scheme > 0, offset, "the target is neither a path nor an http URI");
        int end = firstOf(text, scheme, '/', '?');
        String authority = text.substring(scheme, end);
        refuseUnless(Syntax.isHostAndPort(authority), offset + scheme, "the target's host is malformed");
        return withPath(text, authority, text.substring(end), offset + end);
    }

    private static Target withPath(String text, String authority, String pathAndQuery, int offset) {
        int mark = firstOf(pathAndQuery, 0, '?', '?');
        String raw = pathAndQuery.substring(0, mark);
        String query = mark < pathAndQuery.length() ? pathAndQuery.substring(mark + 1) : "";
        checkQuery(query, offset + mark + 1);
        return new Target(text, authority, raw.isEmpty() ? "/" : decodePath(raw, offset), query);
    }

    private static int firstOf(String text, int from, char one, char other) {
        int at = from;
        while (at < text.length() && text.charAt(at) != one && text.charAt(at) != other) {
            at++;
        }
        return at;
    }

    private static String decodePath(String raw, int offset) {
        ByteBuffer decoded = ByteBuffer.allocate(raw.length());
        for (int at = 0; at < raw.length(); at++) {
            char letter = raw.charAt(at);
            refuseUnless(Syntax.isPath(letter), offset + at, "a character in the path that must be encoded");
            if (letter == '%') {
                int octet = escaped(raw, at, offset);
                boolean readDifferently = octet < ' ' || octet == 0x7f || octet == '/' || octet == '\\';
                refuseUnless(!readDifferently, offset + at, "an encoded character that has no place in a path");
                decoded.put((byte) octet);
                at += 2;
            } else {
                decoded.put((byte) letter);
            }
        }
        String path = utf8(decoded.flip(), offset);
        refuseUnless(!hasDotSegment(path), offset, "a path with a segment . or ..");
        return path;
    }

    private static String utf8(ByteBuffer bytes, int offset) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException malformed) {
            throw new BadRequest(400, offset, "the path is not UTF-8");
        }
    }

    private static boolean hasDotSegment(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static void checkQuery(String query, int offset) {
        for (int at = 0; at < query.length(); at++) {
            refuseUnless(
                    Syntax.isQuery(query.charAt(at)), offset + at, "a character in the query that must be encoded");
            if (query.charAt(at) == '%') {
                escaped(query, at, offset);
            }
        }
    }

    private static int escaped(String text, int at, int offset) {
        int high = at + 2 < text.length() ? Syntax.hex(text.charAt(at + 1)) : -1;
        int low = at + 2 < text.length() ? Syntax.hex(text.charAt(at + 2)) : -1;
        refuseUnless(high >= 0 && low >= 0, offset + at, "a percent sign without two hexadecimal digits");
        return high << 4 | low;
    }

    private static void refuseUnless(boolean good, int offset, String why) {
        if (!good) {
            throw new BadRequest(400, offset, why);
        }
    }

    /** The first parameter of the query with that name, decoded; null if there is none. */
    String parameter(String name) {
        for (String pair : query.split("&", -1)) {
            int sign = pair.indexOf('=');
            String key = sign < 0 ? pair : pair.substring(0, sign);
            if (decodeParameter(key).equals(name)) {
                return sign < 0 ? "" : decodeParameter(pair.substring(sign + 1));
            }
        }
        return null;
    }

    /** The escapes were checked when the target was read; what is not UTF-8 becomes U+FFFD, as in forms. */
    private static String decodeParameter(String text) {
        ByteBuffer decoded = ByteBuffer.allocate(text.length());
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter == '%') {
                decoded.put((byte) (Syntax.hex(text.charAt(at + 1)) << 4 | Syntax.hex(text.charAt(at + 2))));
                at += 2;
            } else {
                decoded.put((byte) (letter == '+' ? ' ' : letter));
            }
        }
        return StandardCharsets.UTF_8.decode(decoded.flip()).toString();
    }
}
