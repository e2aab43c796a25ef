package io.millrace.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Ending;
import io.millrace.FrameFault.Kind;
import io.millrace.Framing;
import io.millrace.Reason;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hostile frames, cut at every byte: the same frames before them, one fault with its place, and the connection closed. */
class HostileFramesTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    enum Attack {
        LINE_TOO_LONG(Framing.crlfLines(5), "ok\r\n123456\r\n", 1, Kind.TOO_LONG, 4, 4, 0),
        LINE_WITHOUT_END(Framing.lines(5), "ok\n1234567", 1, Kind.TOO_LONG, 3, 3, 0),
        BARE_LF(Framing.crlfLines(9).strict(), "ok\r\nno\nno\r\n", 1, Kind.MALFORMED, 4, 6, 0),
        EMPTY_LINE(Framing.crlfLines(9).refusingEmpty(), "ok\r\n\r\n", 1, Kind.EMPTY, 4, 4, 0),
        ALL_BITS(
                Framing.int32(99),
                "\0\0\0\2ok" + Frame.octets(255, 255, 255, 255),
                1,
                Kind.TOO_LONG,
                6,
                6,
                0xffffffffL),
        SIGN_BIT(Framing.int32(99), "\0\0\0\2ok" + Frame.octets(128, 0, 0, 0), 1, Kind.TOO_LONG, 6, 6, 0x80000000L),
        LARGEST_INT(Framing.int32(99), Frame.octets(127, 255, 255, 255), 0, Kind.TOO_LONG, 0, 0, 0x7fffffffL),
        ALL_BITS_OF_EIGHT(
                Framing.prefix(8, 99).adjustedBy(9),
                Frame.octets(255, 255, 255, 255, 255, 255, 255, 255),
                0,
                Kind.TOO_LONG,
                0,
                0,
                -1),
        NEGATIVE(Framing.int16(99).adjustedBy(-2), "\0\4ok" + "\0\1", 1, Kind.NEGATIVE, 4, 4, 0),
        EMPTY_MESSAGE(Framing.int8(99).refusingEmpty(), "\2ok\0", 1, Kind.EMPTY, 3, 3, 0),
        VARINT_OF_SIX(
                Framing.varint(99), "\2ok" + Frame.octets(128, 128, 128, 128, 128, 0), 1, Kind.MALFORMED, 3, 7, 0),
        VARINT_TOO_LONG(Framing.varint(99), "\2ok\144", 1, Kind.TOO_LONG, 3, 3, 100),
        LEADING_ZERO(Framing.netstring(99), "2:ok,01:a,", 1, Kind.MALFORMED, 5, 6, 0),
        TWO_ZEROS(Framing.netstring(99), "2:ok,00:,", 1, Kind.MALFORMED, 5, 6, 0),
        NO_LENGTH(Framing.netstring(99), "2:ok,:x,", 1, Kind.MALFORMED, 5, 5, 0),
        MINUS(Framing.netstring(99), "-1:", 0, Kind.MALFORMED, 0, 0, 0),
        PLUS(Framing.netstring(99), "+1:a,", 0, Kind.MALFORMED, 0, 0, 0),
        WRONG_END(Framing.netstring(99), "2:ok,3:abc;", 1, Kind.MALFORMED, 5, 10, 0),
        STRING_TOO_LONG_FOR_ITS_LENGTH(Framing.netstring(99), "3:abcd,", 0, Kind.MALFORMED, 0, 5, 0),
        TWENTY_DIGITS(Framing.netstring(99_999), "12345678901234567890:", 0, Kind.TOO_LONG, 0, 0, 123_456),
        A_MILLION_DIGITS(Framing.netstring(99_999), "9".repeat(100), 0, Kind.TOO_LONG, 0, 0, 999_999);

        private final Framing framing;
        private final String input;
        private final int frames;
        private final Kind kind;
        private final long offset;
        private final long at;
        private final long announced;

        Attack(Framing framing, String input, int frames, Kind kind, long offset, long at, long announced) {
            this.framing = framing;
            this.input = input;
            this.frames = frames;
            this.kind = kind;
            this.offset = offset;
            this.at = at;
            this.announced = announced;
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedOnceHoweverItIsCut(Attack attack) throws Exception {
        for (int cut = 0; cut < attack.input.length(); cut++) {
            Heard heard = new Heard(attack.framing);
            try (Peer peer = Peer.connect(running.listen(address -> heard))) {
                peer.send(Frame.bytes(attack.input.substring(0, cut)));
                running.run(() -> {}); // a turn at least
                sendToTheEnd(peer, attack.input.substring(cut));
                Ending ending = RunningLoop.get(heard.ending);
                assertThat(heard.frames).as("cut at %d", cut).hasSize(attack.frames);
                assertThat(heard.faults).as("cut at %d", cut).singleElement().satisfies(fault -> {
                    assertThat(fault.kind()).isEqualTo(attack.kind);
                    assertThat(fault.offset()).isEqualTo(attack.offset);
                    assertThat(fault.at()).isEqualTo(attack.at);
                    assertThat(fault.announced()).isEqualTo(attack.announced);
                    assertThat(fault.lengthMax())
                            .isEqualTo(attack.kind == Kind.TOO_LONG ? attack.framing.lengthMax() : 0);
                    assertThat(fault.toString()).contains(" " + attack.offset + " ");
                });
                assertThat(ending.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
                assertThat(ending.detail()).isEqualTo(attack.at);
            }
        }
    }

    /** It may be closed before all is sent; then its reset ends the sending. */
    private static void sendToTheEnd(Peer peer, String rest) {
        try {
            peer.send(Frame.bytes(rest)).finish();
            peer.readAll();
        } catch (java.io.IOException reset) {
            assertThat(reset).isInstanceOf(java.net.SocketException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LINE_TOO_LONG", "ALL_BITS", "LEADING_ZERO", "VARINT_OF_SIX"})
    void endsItsOwnConnectionOnly(Attack attack) throws Exception {
        List<Heard> all = new ArrayList<>();
        int port = running.listen(address -> {
            Heard heard = new Heard(attack.framing);
            all.add(heard);
            return heard;
        });
        try (Peer honest = Peer.connect(port);
                Peer hostile = Peer.connect(port)) {
            String ok = attack.input.substring(0, (int) attack.offset);
            honest.send(Frame.bytes(ok));
            assertThat(honest.read(ok.length())).isEqualTo(Frame.bytes(ok));
            sendToTheEnd(hostile, attack.input);
            honest.send(Frame.bytes(ok));
            assertThat(honest.read(ok.length())).isEqualTo(Frame.bytes(ok));
        }
    }
}
