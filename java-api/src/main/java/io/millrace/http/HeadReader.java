package io.millrace.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the lines of a head: the request line, then the headers. Says nothing about what they mean together.
 *
 * <pre>
 *   GET /live/one HTTP/1.1 CR LF
 *   Host: example CR LF
 *   Accept:  *&#47;* CR LF
 *   [CR LF]
 * </pre>
 *
 * <p>One empty line before the request line is skipped (RFC 9112, section 2.2). Each line ends in CR LF, and neither
 * stands alone.
 */
final class HeadReader {
    /** One header, and where its line starts. */
    record Header(String name, String value, int offset) {}

    private final byte[] head;
    private final int headersMax;
    private int at;

    String method;
    String target;
    int targetOffset;
    int minorVersion;
    final List<Header> headers = new ArrayList<>();

    HeadReader(byte[] head, int headersMax) {
        this.head = head;
        this.headersMax = headersMax;
    }

    void read() {
        if (head.length >= 2 && head[0] == '\r' && head[1] == '\n') {
            at = 2;
        }
        requestLine(lineEnd());
        while (at < head.length) {
            int end = lineEnd();
            if (end == at) {
                refuseUnless(end + 2 >= head.length, end, "bytes after the end of the head");
                return;
            }
            header(end);
        }
    }

    /** The end of the line that starts here; a line at the very end may lack its CR LF. */
    private int lineEnd() {
        int end = at;
        while (end < head.length && head[end] != '\r' && head[end] != '\n') {
            end++;
        }
        if (end < head.length) {
            refuseUnless(head[end] == '\r', end, "a line feed without a carriage return");
            boolean isWhole = end + 1 < head.length && head[end + 1] == '\n';
            refuseUnless(isWhole, end, "a carriage return without a line feed");
        }
        return end;
    }

    private void requestLine(int end) {
        method = token(end, "the method");
        refuseUnless(at < end && head[at] == ' ', at, "no single space after the method");
        targetOffset = ++at;
        while (at < end && head[at] > ' ' && head[at] != 0x7f) {
            at++;
        }
        refuseUnless(at > targetOffset, at, "no target");
        refuseUnless(at < end && head[at] == ' ', at, "a character in the target that must be encoded, or no version");
        target = text(targetOffset, at);
        version(text(at + 1, end), at + 1);
        at = end + 2;
    }

    private void version(String version, int offset) {
        boolean isVersion = version.length() == 8
                && version.startsWith("HTTP/")
                && Syntax.isDigit(version.charAt(5))
                && version.charAt(6) == '.'
                && Syntax.isDigit(version.charAt(7));
        refuseUnless(isVersion, offset, "the version is malformed");
        minorVersion = version.charAt(7) - '0';
        if (version.charAt(5) != '1' || minorVersion > 1) {
            throw new BadRequest(505, offset, "version " + version + " is not spoken here");
        }
    }

    private void header(int end) {
        int start = at;
        refuseUnless(head[at] != ' ' && head[at] != '\t', at, "a folded line");
        if (headers.size() == headersMax) {
            throw new BadRequest(431, at, "more than " + headersMax + " headers");
        }
        String name = token(end, "the name of a header");
        refuseUnless(at < end && head[at] == ':', at, "a name of a header that no colon follows");
        headers.add(new Header(name, value(at + 1, end), start));
        at = end + 2;
    }

    private String token(int end, String what) {
        int start = at;
        while (at < end && Syntax.isToken(head[at] & 0xff)) {
            at++;
        }
        refuseUnless(at > start, at, what + " is missing or malformed");
        return text(start, at);
    }

    private String value(int from, int end) {
        int start = from;
        int stop = end;
        while (start < stop && isBlank(head[start])) {
            start++;
        }
        while (stop > start && isBlank(head[stop - 1])) {
            stop--;
        }
        for (int i = start; i < stop; i++) {
            refuseUnless(Syntax.isValue(head[i] & 0xff), i, "a control character in a header's value");
        }
        return text(start, stop);
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private String text(int from, int to) {
        return new String(head, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static void refuseUnless(boolean good, int offset, String why) {
        if (!good) {
            throw new BadRequest(400, offset, why);
        }
    }
}
