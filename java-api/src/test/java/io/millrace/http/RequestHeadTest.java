package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import io.millrace.http.RequestHead.BodyKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads that are good, and what is read in them. */
class RequestHeadTest {
    static RequestHead parse(String head) {
        return RequestHead.parse(Slice.of(head.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static RequestHead withTarget(String target) {
        return parse("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private static RequestHead withHeaders(String headers) {
        return parse("PUT /x HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
    }

    @Test
    void readsAHeadAsBrowsersSendIt() {
        RequestHead head = parse("GET /live/one?slow=pace&x=1 HTTP/1.1\r\nHost: localhost:8080\r\n"
                + "User-Agent: Mozilla/5.0 (X11)\r\nAccept: */*\r\naccept: \ttext/html \r\nEmpty:\r\n\r\n");

        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.target()).isEqualTo("/live/one?slow=pace&x=1");
        assertThat(head.path()).isEqualTo("/live/one");
        assertThat(head.query()).isEqualTo("slow=pace&x=1");
        assertThat(head.parameter("slow")).contains("pace");
        assertThat(head.parameter("fast")).isEmpty();
        assertThat(head.minorVersion()).isEqualTo(1);
        assertThat(head.header("HOST")).contains("localhost:8080");
        assertThat(head.headers("Accept")).containsExactly("*/*", "text/html");
        assertThat(head.header("empty")).contains("");
        assertThat(head.header("missing")).isEmpty();
        assertThat(head.headerNames()).containsExactly("Host", "User-Agent", "Accept", "accept", "Empty");
        assertThat(head.bodyKind()).isEqualTo(BodyKind.NONE);
        assertThat(head.contentLength()).isZero();
        assertThat(head.keepAlive()).isTrue();
        assertThat(head.expectsContinue()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a",
                "GET / HTTP/1.1\r\nHost: a\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.0",
                "GET / HTTP/1.0\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a",
                "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443",
                "GET http://example.org HTTP/1.1\r\nHost: example.org",
                "GET HTTPS://example.org:1/x?y HTTP/1.1\r\nHost: EXAMPLE.org:1",
                "GET / HTTP/1.1\r\nHost: [::1]:8080",
                "GET / HTTP/1.1\r\nHost:",
                "!#$%&'*+-.^_`|~09AZaz / HTTP/1.1\r\nHost: a",
                "GET / HTTP/1.1\r\nHost: a\r\nX: \u00e4\u00ff\t\"quoted\""
            })
    void acceptsEveryForm(String head) {
        assertThat(parse(head).method()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/, /, ''",
        "/a/b, /a/b, ''",
        "/a%20b, /a b, ''",
        "/gr%C3%BCn, /grün, ''",
        "/a%2e%2eb, /a..b, ''",
        "/?, /, ''",
        "/a?b=/%2F, /a, b=/%2F",
        "/a?b?c, /a, b?c",
        "//a//, //a//, ''",
        "/a;v=1/@:!$&'()*+, '/a;v=1/@:!$&''()*+', ''",
        "http://a/x%41, /xA, ''",
        "http://a?q, /, q"
    })
    void decodesPaths(String target, String path, String query) {
        RequestHead head = withTarget(target);
        assertThat(head.path()).isEqualTo(path.replace("''", "'"));
        assertThat(head.query()).isEqualTo(query);
    }

    @Test
    void decodesParameters() {
        RequestHead head = withTarget("/?name=a+b%26c&flag&x=1&x=2&%6eame2=gr%C3%BCn&=nothing");
        assertThat(head.parameter("name")).contains("a b&c");
        assertThat(head.parameter("flag")).contains("");
        assertThat(head.parameter("x")).contains("1");
        assertThat(head.parameter("name2")).contains("grün");
        assertThat(head.parameter("")).contains("nothing");
    }

    @Test
    void findsTheBody() {
        assertThat(withHeaders("Content-Length: 0\r\n").bodyKind()).isEqualTo(BodyKind.LENGTH);
        assertThat(withHeaders("content-length: 123456789012345678\r\n").contentLength())
                .isEqualTo(123_456_789_012_345_678L);
        assertThat(withHeaders("Transfer-Encoding: Chunked\r\n").bodyKind()).isEqualTo(BodyKind.CHUNKED);
        assertThat(withHeaders("Transfer-Encoding: chunked\r\n").contentLength())
                .isEqualTo(-1);
    }

    @Test
    void knowsWhoWaitsToSend() {
        assertThat(withHeaders("Content-Length: 5\r\nExpect: 100-Continue\r\n").expectsContinue())
                .isTrue();
        assertThat(withHeaders("Expect: 100-continue\r\n").expectsContinue())
                .as("without a body there is nothing to wait for")
                .isFalse();
        assertThat(parse("PUT / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue")
                        .expectsContinue())
                .as("HTTP/1.0 cannot mean it")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, '', true",
        "1.1, 'Connection: close', false",
        "1.1, 'Connection: keep-alive', true",
        "1.1, 'Connection: upgrade, Close', false",
        "1.0, '', false",
        "1.0, 'Connection: Keep-Alive', false",
        "1.0, 'Connection: keep-alive, close', false"
    })
    void knowsWhetherTheConnectionStays(String version, String header, boolean stays) {
        assertThat(parse("GET / HTTP/" + version + "\r\nHost: a\r\n" + header).keepAlive())
                .isEqualTo(stays);
    }

    @Test
    void refersToNothingOfTheSlice() {
        byte[] bytes = "GET /a HTTP/1.1\r\nHost: a".getBytes(StandardCharsets.US_ASCII);
        RequestHead head = RequestHead.parse(Slice.of(bytes));
        Arrays.fill(bytes, (byte) 0);
        assertThat(head.path()).isEqualTo("/a");
        assertThat(head.header("host")).contains("a");
    }
}
