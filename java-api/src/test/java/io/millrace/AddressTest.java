package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.bytes.Slice;
import io.millrace.testing.RunningLoop;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where connections go out from, and addresses that are only one network interface's. */
class AddressTest {
    private static final int NOT_HERE = -1099; // EADDRNOTAVAIL, as a code

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private Transport connect(Endpoint endpoint) {
        return RunningLoop.get(endpoint.connect(running.loop(), peer -> new Recorder()))
                .transport();
    }

    private int codeOf(Endpoint endpoint) {
        Throwable thrown = catchThrowable(() -> connect(endpoint));
        assertThat(thrown).hasCauseInstanceOf(MillraceException.class);
        return ((MillraceException) thrown.getCause()).code();
    }

    private static String hostOf(SocketAddress address) {
        return ((InetSocketAddress) address).getAddress().getHostAddress();
    }

    private static int portOf(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }

    // ---- Where they go out from

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "127.0.0.3"})
    void aConnectionGoesOutFromTheOneItWasGiven(String from) {
        Recorder server = new Recorder();
        int port = running.listen(peer -> server);
        Transport client = connect(Endpoint.parse("tcp:127.0.0.1:" + port + ":bindAddress=" + from));
        assertThat(hostOf(client.localAddress())).isEqualTo(from);
        assertThat(server.awaitMade().peer()).isEqualTo(client.localAddress());
    }

    @Test
    void onlyThatOneDoes() {
        int port = running.listen(peer -> new Recorder());
        connect(Endpoint.tcp("127.0.0.1", port).bindAddress("127.0.0.2"));
        assertThat(hostOf(connect(Endpoint.tcp("127.0.0.1", port)).localAddress()))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void aPortOfItsOwnCanBeTakenAgain() {
        int port = running.listen(peer -> new Recorder());
        int free = portOf(connect(Endpoint.tcp("127.0.0.1", port).bindAddress("127.0.0.2"))
                .localAddress());
        Endpoint endpoint = Endpoint.tcp("127.0.0.1", port).bindAddress("127.0.0.3", free);
        for (int round = 0; round < 3; round++) {
            Recorder client = new Recorder();
            RunningLoop.get(endpoint.connect(running.loop(), peer -> client));
            assertThat(client.transport().localAddress()).isEqualTo(new InetSocketAddress("127.0.0.3", free));
            client.transport().close();
            client.awaitEnding();
        }
    }

    @Test
    void ofANameOnlyAddressesOfItsFamilyAreTried() throws Exception {
        int port = running.listen(peer -> new Recorder());
        List<InetAddress> both = List.of(InetAddress.getByName("::1"), InetAddress.getByName("127.0.0.1"));
        running.loop().resolveWith(host -> both);
        Transport client = connect(Endpoint.tcp("server.test", port).bindAddress("127.0.0.2"));
        assertThat(hostOf(client.peer())).isEqualTo("127.0.0.1");
        running.loop().resolveWith(host -> both.subList(1, 2));
        assertThat(codeOf(Endpoint.tcp("server.test", port).bindAddress("::1")))
                .isEqualTo(MillraceException.UNKNOWN_HOST);
    }

    @Test
    void whatIsNotOfThisMachineIsRefused() {
        int port = running.listen(peer -> new Recorder());
        assertThat(codeOf(Endpoint.tcp("127.0.0.1", port).bindAddress("192.0.2.1")))
                .isEqualTo(NOT_HERE);
        assertThat(hostOf(connect(Endpoint.tcp("127.0.0.1", port)).localAddress()))
                .isEqualTo("127.0.0.1");
    }

    // ---- Interfaces

    @Test
    void aZoneIsAnInterfacesNameOrNumber() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getByName("::1"));
        assumeThat(loopback).as("IPv6 here").isNotNull();
        for (Object zone : List.of(loopback.getName(), loopback.getIndex())) {
            Recorder accepted = new Recorder();
            Listener listener = Endpoint.tcp6("::1%" + zone, 0).listen(running.loop(), peer -> accepted);
            assertThat(listener.endpoint()).isEqualTo(Endpoint.tcp6("::1%" + zone, listener.port()));
            connect(listener.endpoint());
            accepted.awaitMade();
        }
    }

    @Test
    void anAddressOfOneLinkIsReachedThroughItsInterface() throws Exception {
        Inet6Address own = linkLocal();
        String host = own.getHostAddress(); // fe80:0:0:0:…%eth0
        CompletableFuture<SocketAddress> accepted = new CompletableFuture<>();
        Listener listener = Endpoint.tcp6(host, 0).listen(running.loop(), peer -> {
            accepted.complete(peer);
            return new Recorder();
        });
        Transport client = connect(Endpoint.tcp6(host, listener.port()));
        SocketAddress seen = RunningLoop.get(accepted);
        assertThat(seen).isEqualTo(client.localAddress());
        assertThat(((Inet6Address) ((InetSocketAddress) seen).getAddress()).getScopeId())
                .isEqualTo(own.getScopeId());
        assertThat(seen.toString()).contains("%" + own.getScopeId());
        Transport bound = connect(Endpoint.tcp6(host, listener.port()).bindAddress(host));
        assertThat(((InetSocketAddress) bound.localAddress()).getAddress()).isEqualTo(own);
    }

    @Test
    void datagramsCarryTheInterfaceToo() throws Exception {
        Inet6Address own = linkLocal();
        CompletableFuture<InetSocketAddress> sender = new CompletableFuture<>();
        Endpoint endpoint = Endpoint.parse("udp6:host="
                + own.getHostAddress().replace(":", "\\:").replaceFirst("%.*", "%" + own.getScopeId()) + ":port=0");
        DatagramTransport here = endpoint.openDatagrams(running.loop(), new DatagramProtocol() {
            @Override
            public void datagramReceived(Slice data, InetSocketAddress from) {
                sender.complete(from);
            }
        });
        here.send("to myself", new InetSocketAddress(own, here.port()));
        InetSocketAddress from = RunningLoop.get(sender);
        assertThat(from).isEqualTo(new InetSocketAddress(own, here.port()));
        assertThat(((Inet6Address) from.getAddress()).getScopeId()).isEqualTo(own.getScopeId());
    }

    private static Inet6Address linkLocal() throws SocketException {
        Optional<Inet6Address> own = NetworkInterface.networkInterfaces()
                .filter(AddressTest::isUp)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.isLinkLocalAddress() && address instanceof Inet6Address)
                .map(Inet6Address.class::cast)
                .findFirst();
        assumeThat(own).as("an address of one link").isPresent();
        return own.get();
    }

    private static boolean isUp(NetworkInterface one) {
        try {
            return one.isUp();
        } catch (SocketException unknown) {
            return false;
        }
    }

    @Test
    void anInterfaceThatIsNotThereIsToldWhenItIsUsed() {
        Endpoint nowhere = Endpoint.tcp6("fe80::1%no-such", 7);
        assertThat(codeOf(nowhere)).isEqualTo(MillraceException.UNKNOWN_HOST);
        assertThat(codeOf(Endpoint.tcp("::1", 7).bindAddress("fe80::1%no-such")))
                .isEqualTo(MillraceException.UNKNOWN_HOST);
        assertThatThrownBy(() -> nowhere.listen(running.loop(), peer -> null))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("there is no network interface no-such");
    }
}
