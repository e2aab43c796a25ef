package io.millrace.http;

import io.millrace.http.HeadReader.Header;
import io.millrace.http.RequestHead.BodyKind;
import java.util.ArrayList;
import java.util.List;

/**
 * What the headers of a request mean together: whom it is for, how its body is framed, what becomes of the connection. A
 * body that two parsers could end at different places is refused (RFC 9112, sections 6.1 and 6.3).
 */
final class Meaning {
    private static final int LENGTH_DIGITS_MAX = 18; // fits into a long without a doubt

    private final HeadReader head;

    BodyKind bodyKind = BodyKind.NONE;
    long contentLength;
    boolean expectsContinue;
    boolean keepAlive;

    Meaning(HeadReader head) {
        this.head = head;
    }

    void find(Target target) {
        host(target);
        body();
        expectation();
        keepAlive = keepsAlive();
    }

    private List<Header> named(String name) {
        List<Header> found = new ArrayList<>();
        for (Header header : head.headers) {
            if (header.name().equalsIgnoreCase(name)) {
                found.add(header);
            }
        }
        return found;
    }

    private void host(Target target) {
        List<Header> hosts = named("Host");
        refuseUnless(hosts.size() <= 1, last(hosts), "more than one Host");
        refuseUnless(hosts.size() == 1 || head.minorVersion == 0, 0, "no Host");
        if (hosts.isEmpty()) {
            return;
        }
        String host = hosts.get(0).value();
        refuseUnless(host.isEmpty() || Syntax.isHostAndPort(host), last(hosts), "the Host is malformed");
        boolean agrees = target.authority() == null || target.authority().equalsIgnoreCase(host);
        refuseUnless(agrees, last(hosts), "the Host is another than the target's");
    }

    private void body() {
        List<Header> lengths = named("Content-Length");
        List<Header> codings = named("Transfer-Encoding");
        refuseUnless(lengths.size() <= 1, last(lengths), "more than one Content-Length");
        if (!codings.isEmpty()) {
            refuseUnless(lengths.isEmpty(), last(codings), "Content-Length together with Transfer-Encoding");
            refuseUnless(head.minorVersion > 0, last(codings), "Transfer-Encoding in HTTP/1.0");
            chunked(codings);
        } else if (!lengths.isEmpty()) {
            contentLength = length(lengths.get(0));
            bodyKind = BodyKind.LENGTH;
        }
    }

    private static long length(Header header) {
        String digits = header.value();
        refuseUnless(
                !digits.isEmpty() && digits.chars().allMatch(Syntax::isDigit),
                header.offset(),
                "a Content-Length that is not a number");
        refuseUnless(digits.length() <= LENGTH_DIGITS_MAX, header.offset(), "a Content-Length that is too long");
        return Long.parseLong(digits);
    }

    private void chunked(List<Header> headers) {
        List<String> codings = elements(headers);
        int last = codings.size() - 1;
        refuseUnless(
                last >= 0 && codings.get(last).equalsIgnoreCase("chunked"),
                last(headers),
                "a transfer coding that does not end in chunked");
        for (String coding : codings.subList(0, last)) {
            refuseUnless(
                    !coding.isEmpty() && !coding.equalsIgnoreCase("chunked"),
                    last(headers),
                    "a malformed list of transfer codings");
        }
        if (last > 0) {
            throw new BadRequest(501, last(headers), "the transfer coding " + codings.get(0) + " is not spoken here");
        }
        bodyKind = BodyKind.CHUNKED;
        contentLength = -1;
    }

    private void expectation() {
        if (head.minorVersion == 0) {
            return; // such a client cannot mean it (RFC 9110, section 10.1.1)
        }
        for (Header header : named("Expect")) {
            if (!header.value().equalsIgnoreCase("100-continue")) {
                throw new BadRequest(417, header.offset(), "the expectation " + header.value() + " is not known here");
            }
            expectsContinue = bodyKind != BodyKind.NONE;
        }
    }

    /** HTTP/1.0 closes, whatever it asks for: its keep-alive is no part of a standard, and proxies pass it on unread. */
    private boolean keepsAlive() {
        return head.minorVersion > 0 && elements(named("Connection")).stream().noneMatch("close"::equalsIgnoreCase);
    }

    private static List<String> elements(List<Header> headers) {
        List<String> elements = new ArrayList<>();
        for (Header header : headers) {
            for (String element : header.value().split(",", -1)) {
                elements.add(element.strip());
            }
        }
        return elements;
    }

    private static int last(List<Header> headers) {
        return headers.isEmpty() ? 0 : headers.get(headers.size() - 1).offset();
    }

    private static void refuseUnless(boolean good, int offset, String why) {
        if (!good) {
            throw new BadRequest(400, offset, why);
        }
    }
}
