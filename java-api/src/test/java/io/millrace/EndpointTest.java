package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints as text: read, and written so that they are read as the same again. */
class EndpointTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "tcp:7007 | tcp:port=7007",
                "tcp:port=0 | tcp:port=0",
                "tcp:localhost:7007 | tcp:host=localhost:port=7007",
                "tcp:7007:interface=127.0.0.1 | tcp:host=127.0.0.1:port=7007",
                "tcp:localhost:port=65535 | tcp:host=localhost:port=65535",
                "tcp:port=80:host=example.org | tcp:host=example.org:port=80",
                "tcp:\\:\\:1:80 | tcp:host=\\:\\:1:port=80",
                "tcp6:host=\\:\\:1:port=7 | tcp6:host=\\:\\:1:port=7",
                "tcp6:7 | tcp6:port=7",
                "tcp6:host=fe80\\:\\:1%eth0:port=1 | tcp6:host=fe80\\:\\:1%eth0:port=1",
                "udp6:host=ff02\\:\\:1%2:port=1 | udp6:host=ff02\\:\\:1%2:port=1",
                "tcp:a:1:bindAddress=10.0.0.7 | tcp:host=a:port=1:bindAddress=10.0.0.7",
                "tcp:bindPort=4000:bindAddress=\\:\\:1:host=a:port=1 | tcp:host=a:port=1:bindAddress=\\:\\:1:bindPort=4000",
                "unix:/tmp/a | unix:path=/tmp/a",
                "unix:path=/tmp/a\\:b\\\\c\\=d | unix:path=/tmp/a\\:b\\\\c\\=d",
                "unix:abstract=hub | unix:abstract=hub",
                "udp:127.0.0.1:0 | udp:host=127.0.0.1:port=0",
                "systemd:index=2 | systemd:index=2",
                "systemd:name=web\\:1 | systemd:name=web\\:1",
                "fd:3 | fd:3",
                "fd:number=3 | fd:3",
            })
    void areReadAndWritten(String text, String canonical) {
        Endpoint endpoint = Endpoint.parse(text);
        assertThat(endpoint).hasToString(canonical);
        assertThat(Endpoint.parse(canonical)).isEqualTo(endpoint).hasSameHashCodeAs(endpoint);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "\"\" | at 0: no kind of endpoint is called ''",
                "http:80 | at 0: no kind of endpoint is called 'http'",
                "tcp=80 | at 0: it begins with a value",
                "tcp | at 3: there is no port",
                "tcp: | at 4: port is ''",
                "tcp:host=a | at 10: there is no port",
                "tcp:a:b | at 6: port is 'b', but must be a number from 0 to 65535",
                "tcp:a:65536 | at 6: port is '65536'",
                "tcp:a:-1 | at 6: port is '-1'",
                "tcp:a:99999999999999 | at 6: port is '99999999999999'",
                "tcp:a:\u0663 | at 6: port is",
                "tcp:a:1:b | at 8: one value too many",
                "tcp:a:1:port=2 | at 6: a second value for port",
                "tcp:port=1:port=2 | at 11: a second value for port",
                "tcp:a:1:speed=2 | at 8: tcp has no speed, only bindAddress, bindPort, host, interface, port",
                "tcp:host=a=b:port=1 | at 10: a second '='",
                "tcp:a\\ | at 5: a backslash with nothing behind it",
                "tcp:host=a:interface=b:port=1 | host and interface are the same",
                "tcp:host=1.2.3.400:port=1 | '1.2.3.400', which is no address",
                "tcp6:host=1.2.3.4:port=1 | tcp6 needs an IPv6 address",
                "tcp6:host=fe80\\:\\:1%:port=1 | behind % stands a network interface",
                "tcp6:host=fe80\\:\\:1%a%b:port=1 | behind % stands a network interface",
                "tcp:host=127.0.0.1%lo:port=1 | only an IPv6 address has a zone",
                "tcp:host=example.org%lo:port=1 | 'example.org%lo', which is no address",
                "tcp:a:1:bindAddress=here | bindAddress is 'here', which is no address",
                "tcp:a:1:bindAddress= | bindAddress is '', which is no address",
                "tcp:a:1:bindPort=4000 | there is no bindAddress",
                "tcp:a:1:bindAddress=10.0.0.7:bindPort=65536 | at 38: bindPort is '65536'",
                "tcp:1:bindAddress=10.0.0.7 | only a TCP client, which has a host, has a bindAddress",
                "tcp:127.0.0.1:1:bindAddress=\\:\\:1 | of another family",
                "tcp6:a:1:bindAddress=10.0.0.7 | bindAddress is 10.0.0.7, but tcp6 needs an IPv6 address",
                "udp:a:1:bindAddress=10.0.0.7 | udp has no bindAddress",
                "unix: | a path of 0 bytes",
                "unix | there is no path",
                "unix:path=a:abstract=b | it has a path, or is abstract, but not both",
                "systemd | there is no index",
                "systemd:index=1:name=a | it has an index or a name, but not both",
                "fd:x | number is 'x'",
            })
    void areRefusedWithWhatAndWhere(String text, String why) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("endpoint \"" + text + "\"")
                .hasMessageContaining(why);
    }

    @Test
    void areTheSameHoweverTheyAreMade() {
        assertThat(Endpoint.tcp("localhost", 1)).isEqualTo(Endpoint.parse("tcp:localhost:1"));
        assertThat(Endpoint.tcp6("::1", 1)).isEqualTo(Endpoint.parse("tcp6:\\:\\:1:1"));
        assertThat(Endpoint.tcp(1)).isEqualTo(Endpoint.parse("tcp:1")).isNotEqualTo(Endpoint.tcp(2));
        assertThat(Endpoint.unix(Path.of("/a:b"))).isEqualTo(Endpoint.parse("unix:/a\\:b"));
        Endpoint bound = Endpoint.tcp("localhost", 1).bindAddress("10.0.0.7");
        assertThat(bound).isEqualTo(Endpoint.parse("tcp:localhost:1:bindAddress=10.0.0.7"));
        assertThat(bound.bindAddress("10.0.0.8", 4000))
                .isEqualTo(Endpoint.parse("tcp:localhost:1:bindAddress=10.0.0.8:bindPort=4000"))
                .isNotEqualTo(bound);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3.999", "::g", "1:2"})
    void haveNoHostThatIsNone(String host) {
        assertThatThrownBy(() -> Endpoint.tcp(host, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void haveNoPathThatTheKernelHasNot() {
        assertThat(Endpoint.unix(Path.of("x".repeat(107)))).isNotNull();
        assertThatThrownBy(() -> Endpoint.unix(Path.of("x".repeat(108)))).hasMessageContaining("108 bytes");
        assertThatThrownBy(() -> Endpoint.parse("unix:a\0b")).hasMessageContaining("zero byte");
    }

    @Test
    void saySoWhenTheyCannotDoThat() {
        try (EventLoop loop = EventLoop.open()) {
            assertThatThrownBy(() -> Endpoint.parse("tcp:7007").connect(loop, peer -> null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("names no host");
            assertThatThrownBy(
                            () -> Endpoint.parse("tcp:a:1:bindAddress=10.0.0.7").listen(loop, peer -> null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a client's");
            assertThatThrownBy(() -> Endpoint.tcp(7007).bindAddress("127.0.0.1"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no TCP client's");
            assertThatThrownBy(() -> Endpoint.udp("a", 1).bindAddress("127.0.0.1"))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Endpoint.parse("udp:7007").listen(loop, peer -> null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("for datagrams");
        }
    }
}
