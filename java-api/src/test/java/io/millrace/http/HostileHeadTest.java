package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.bytes.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads that two parsers could read differently, and heads that are no heads: refused, and never anything else. */
class HostileHeadTest {
    private static BadRequest refusalOf(String head) {
        BadRequest refused = catchThrowableOfType(BadRequest.class, () -> RequestHeadTest.parse(head));
        assertThat(refused).as(head).isNotNull();
        assertThat(refused.offset()).isBetween(0, head.length());
        assertThat(refused.getMessage()).isNotBlank();
        return refused;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "\r\n\r\nGET / HTTP/1.1\r\nHost: a",
                " GET / HTTP/1.1",
                "GET",
                "GET ",
                "GET /",
                "GET / ",
                "GET  / HTTP/1.1",
                "GET /  HTTP/1.1",
                "GET / HTTP/1.1 ",
                "GET\t/ HTTP/1.1",
                "GET / HTTP/1.",
                "GET / http/1.1",
                "GET / HTTP/1.1x",
                "GET / HTTP/01.1",
                "G\u00e4T / HTTP/1.1",
                "G(T / HTTP/1.1",
                ": / HTTP/1.1"
            })
    void badRequestLines(String head) {
        assertThat(refusalOf(head).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "x/y",
                "*",
                "ftp://a/",
                "http:///x",
                "http://user@a/",
                "http://a:99999/",
                "http://a:1x/",
                "http://a b/",
                "/a#b",
                "/a b",
                "/\u00fc",
                "/\u007f",
                "/a\\b",
                "/%",
                "/%4",
                "/%4g",
                "/%00",
                "/%0a",
                "/%7f",
                "/a%2Fb",
                "/a%5cb",
                "/%ff",
                "/%C3",
                "/%ED%A0%80",
                "/./a",
                "/a/..",
                "/a/%2e%2E/b",
                "/?%",
                "/?a=%1",
                "/?<x>",
                "/?\"",
                "http://b/"
            })
    void badTargets(String target) {
        assertThat(refusalOf("GET " + target + " HTTP/1.1\r\nHost: a").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "a", "a:", "*", "a:b", "http://a:1/", ":1", "a:65536"})
    void badTargetsOfConnect(String target) {
        if (!target.equals("a:")) { // an empty port is in the grammar
            assertThat(refusalOf("CONNECT " + target + " HTTP/1.1\r\nHost: a").status())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: a\nY: b",
                "X: a\rY: b",
                "X: a\r\rY: b",
                "X: a\r",
                "X: a\n",
                "X: a\n\r\n",
                " X: a",
                "\tX: a",
                "X: a\r\n folded: b",
                "X : a",
                "X\t: a",
                "X",
                "X\r\n",
                ": a",
                "X Y: a",
                "\u00dc: a",
                "X(: a",
                "X: a\0b",
                "X: a\u0001",
                "X: a\u007f",
                "X: a\u000bb",
                "X: a\r\n\r\nmore",
                "\r\nX: a"
            })
    void badHeaderLines(String lines) {
        assertThat(refusalOf("GET / HTTP/1.1\r\nHost: a\r\n" + lines).status()).isEqualTo(400);
    }

    @Test
    void aHeaderCannotBeFoldedOntoTheRequestLine() {
        assertThat(refusalOf("GET / HTTP/1.1\r\n Host: a").getMessage()).contains("folded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1\r\nContent-Length: 1",
                "Content-Length: 1\r\nContent-Length: 2",
                "Content-Length: 1, 1",
                "Content-Length: +1",
                "Content-Length: -1",
                "Content-Length:",
                "Content-Length: 0x1",
                "Content-Length: 1 1",
                "Content-Length: 1.0",
                "Content-Length: \u0661",
                "Content-Length: 9223372036854775808",
                "Content-Length: 99999999999999999999999999",
                "Content-Length: 1\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 1",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: chunked, gzip",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: , chunked",
                "Transfer-Encoding: chunked,",
                "Transfer-Encoding: chunked;x=1",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding:",
                "Transfer-Encoding: chunked\u000b"
            })
    void bodiesThatTwoParsersCouldEndAtDifferentPlaces(String headers) {
        assertThat(refusalOf("PUT / HTTP/1.1\r\nHost: a\r\n" + headers).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "400, 'GET / HTTP/1.1\nX: a'",
        "400, 'GET / HTTP/1.1\nHost: a\nHost: a'",
        "400, 'GET / HTTP/1.0\nHost: a\nHost: b'",
        "400, 'GET / HTTP/1.1\nHost: a b'",
        "400, 'GET / HTTP/1.1\nHost: a/b'",
        "400, 'GET / HTTP/1.1\nHost: a@b'",
        "400, 'GET / HTTP/1.1\nHost: a:b'",
        "400, 'GET / HTTP/1.1\nHost: [::1'",
        "400, 'GET / HTTP/1.1\nHost: []'",
        "400, 'GET / HTTP/1.1\nHost: ::1'",
        "400, 'PUT / HTTP/1.0\nTransfer-Encoding: chunked'",
        "417, 'PUT / HTTP/1.1\nHost: a\nExpect: 200-ok'",
        "501, 'PUT / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip, chunked'",
        "505, 'GET / HTTP/2.0\nHost: a'",
        "505, 'GET / HTTP/1.2\nHost: a'",
        "505, 'GET / HTTP/0.9\nHost: a'"
    })
    void theirStatus(int status, String head) {
        assertThat(refusalOf(head.replace("\n", "\r\n")).status()).isEqualTo(status);
    }

    @Test
    void tooManyHeaders() {
        String head = "GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(99);
        assertThat(RequestHeadTest.parse(head).headerNames()).hasSize(100);
        assertThat(refusalOf(head + "X: y").status()).isEqualTo(431);
        assertThatThrownBy(() -> RequestHead.parse(Slice.of("GET / HTTP/1.0\r\nX: y"), 0))
                .isInstanceOf(BadRequest.class);
    }

    @Test
    void whatWasWrongIsSaidWhereItIs() {
        BadRequest refused = refusalOf("GET / HTTP/1.1\r\nHost: a\r\nX : b");
        assertThat(refused.offset()).isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nX".length());
        assertThat(refused).hasMessageContaining("colon");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void mutationsAreReadOrRefusedAndNothingElse(long seed) {
        Random random = new Random(seed);
        String[] heads = {
            "GET /live/one?slow=pace HTTP/1.1\r\nHost: localhost:8080\r\nAccept: */*\r\n\r\n",
            "PUT http://a:80/%41%C3%BC HTTP/1.1\r\nHost: a:80\r\nContent-Length: 17\r\nExpect: 100-continue\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
            "CONNECT a:1 HTTP/1.0\r\n\r\n"
        };
        for (int i = 0; i < 20_000; i++) {
            byte[] head = mutated(random, heads[random.nextInt(heads.length)].getBytes(StandardCharsets.US_ASCII));
            try {
                RequestHead read = RequestHead.parse(Slice.of(head));
                read.parameter("slow");
                assertThat(read.contentLength()).isGreaterThanOrEqualTo(-1);
            } catch (BadRequest refused) {
                assertThat(refused.offset()).isBetween(0, head.length);
            }
        }
    }

    private static byte[] mutated(Random random, byte[] head) {
        byte[] bytes = head.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            byte[] interesting = {'\r', '\n', ' ', ':', '%', '\0', '/', '?', ',', '[', ']', '#', (byte) 0xff, '.'};
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = interesting[random.nextInt(interesting.length)];
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                default -> {
                    byte[] doubled = new byte[bytes.length + (bytes.length - at)];
                    System.arraycopy(bytes, 0, doubled, 0, bytes.length);
                    System.arraycopy(bytes, at, doubled, bytes.length, bytes.length - at);
                    bytes = doubled;
                }
            }
        }
        return bytes;
    }
}
