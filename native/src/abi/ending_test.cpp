// Floor 5. Through the seam: how connections begin and end. Each has exactly one ending.
#include <gtest/gtest.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

void expect_ending(FaultMill& mill, Handle handle, mr_reason reason, mr_by by) {
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(handle); }));
    for (int i = 0; i < 5; ++i) mill.turn();
    const Seen& seen = mill.java->seen(handle);
    ASSERT_EQ(seen.ended.size(), 1u);
    EXPECT_EQ(seen.ended[0].code, reason);
    EXPECT_EQ(seen.ended[0].flags, by);
    EXPECT_EQ(seen.order.back(), MR_EVENT_ENDED);
    EXPECT_EQ(mill.java->stats(handle).state, MR_CONN_FREE);
}

TEST(Accept, SaysWhoCame) {
    FaultMill mill;
    LoopbackPeer peer(mill.port);
    ASSERT_TRUE(mill.until([&] { return mill.java->event_count == 1; }));
    const mr_event event = mill.java->event(0);
    EXPECT_EQ(event.kind, MR_EVENT_ACCEPTED);
    EXPECT_EQ(event.a, static_cast<Handle>(mill.listening));
    EXPECT_EQ(event.flags, 4);
    EXPECT_EQ(event.length, peer.port());
    const std::uint8_t address[8] = {127, 0, 0, 1};
    EXPECT_EQ(std::memcmp(&event.b, address, 8), 0);
    EXPECT_EQ(event.c, 0u);
}

TEST(Accept, RestsWhenMemoryRunsOutAndGoesOn) {
    for (const int error : {ENOBUFS, ENOMEM, EHOSTUNREACH}) {
        FaultMill mill;
        mill.step_nanos = 1'000'000;
        mill.kernel.fail(Call::accept_socket, 1, error, 3);
        LoopbackPeer peer(mill.port);
        const std::uint64_t before = mill.kernel.calls_of(Call::accept_socket);
        for (int i = 0; i < 5; ++i) mill.turn();
        EXPECT_EQ(mill.kernel.calls_of(Call::accept_socket), before + 1);  // it does not spin
        EXPECT_TRUE(mill.until([&] { return mill.java->accepted.size() == 1; }));
    }
}

TEST(Accept, GoesOnBehindAPeerThatIsGone) {
    for (const int error : {ECONNABORTED, EINTR, EPROTO, EPERM, EAGAIN}) {
        FaultMill mill;
        mill.kernel.fail(Call::accept_socket, 1, error, 3);
        LoopbackPeer peer(mill.port);
        EXPECT_TRUE(mill.until([&] { return mill.java->accepted.size() == 1; }));
    }
}

TEST(Listener, CloseRefusesPeersAndMakesItsHandleStale) {
    FaultMill mill;
    auto pair = mill.accept();
    EXPECT_EQ(mill.java->ask(command(MR_CMD_CLOSE, static_cast<Handle>(mill.listening))), MR_OK);
    EXPECT_EQ(mill.java->ask(command(MR_CMD_CLOSE, static_cast<Handle>(mill.listening))), MR_STALE);
    EXPECT_EQ(mill.java->ask(command(MR_CMD_PORT, static_cast<Handle>(mill.listening))), MR_STALE);
    EXPECT_EQ(LoopbackPeer(mill.port).refused, ECONNREFUSED);
    EXPECT_EQ(mill.counters().listeners, 0u);
    // What it accepted lives on.
    pair.peer.send("still here");
    EXPECT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).received == "still here"; }));
}

TEST(Listener, TwoCannotHaveOnePort) {
    FaultMill mill;
    mr_command record = command(MR_CMD_LISTEN);
    const std::uint8_t address[8] = {127, 0, 0, 1};
    std::memcpy(&record.a, address, 8);
    record.flags = 4;
    record.length = mill.port;
    record.arg = 1;
    EXPECT_EQ(mill.java->ask(record), system_code(EADDRINUSE));
    record.flags = 5;
    EXPECT_EQ(mill.java->ask(record), MR_OUT_OF_RANGE);
    record.flags = 4;
    record.length = 65536 + mill.port;
    EXPECT_EQ(mill.java->ask(record), MR_OUT_OF_RANGE);
}

TEST(Listener, FailsCleanlyAtEveryCall) {
    for (const Call call :
         {Call::open_socket, Call::set_option, Call::bind_socket, Call::listen_socket, Call::poll_add}) {
        for (const int error : errnos_of(call)) {
            FaultMill mill;
            const std::int64_t before = mill.kernel.open_descriptors();
            mill.kernel.fail(call, 1, error);
            EXPECT_EQ(mill.java->listen(), system_code(error)) << name_of(call);
            EXPECT_EQ(mill.kernel.open_descriptors(), before);
            EXPECT_EQ(mill.counters().listeners, 1u);
            EXPECT_GT(mill.java->listen(), 0);
        }
    }
}

TEST(Connect, SucceedsAndTalks) {
    FaultMill mill;
    LoopbackListener listener;
    const std::int64_t handle = mill.java->connect(listener.port());
    ASSERT_GT(handle, 0);
    mill.java->echoes = true;
    ASSERT_TRUE(mill.java->write(static_cast<Handle>(handle), "written before it was there"));
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(static_cast<Handle>(handle)).connected == 1; }));
    LoopbackPeer peer = listener.accept();
    ASSERT_TRUE(peer.is_open());
    ASSERT_TRUE(mill.receive(peer, 27));
    EXPECT_EQ(peer.received, "written before it was there");
    peer.send("and back");
    EXPECT_TRUE(mill.receive(peer, 35));
    peer.close();
    expect_ending(mill, static_cast<Handle>(handle), MR_REASON_PEER_CLOSED, MR_BY_PEER);
}

TEST(Connect, PausedBeforeItIsThereStillConnects) {
    FaultMill mill;
    LoopbackListener listener;
    const auto handle = static_cast<Handle>(mill.java->connect(listener.port()));
    EXPECT_EQ(mill.java->ask(command(MR_CMD_PAUSE_READING, handle)), MR_OK);
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(handle).connected == 1; }));
    LoopbackPeer peer = listener.accept();
    peer.send("later");
    for (int i = 0; i < 50; ++i) mill.turn();
    EXPECT_EQ(mill.java->seen(handle).received, "");
    mill.java->tell(command(MR_CMD_RESUME_READING, handle));
    EXPECT_TRUE(mill.until([&] { return mill.java->seen(handle).received == "later"; }));
}

TEST(Connect, RefusedIsAnEndingOrAnAnswer) {
    FaultMill mill;
    LoopbackListener listener;
    const std::uint16_t port = listener.port();
    listener.close();
    const std::int64_t answer = mill.java->connect(port);
    // The kernel may know at once.
    if (answer == system_code(ECONNREFUSED)) return;
    ASSERT_GT(answer, 0);
    expect_ending(mill, static_cast<Handle>(answer), MR_REASON_REFUSED, MR_BY_PEER);
    EXPECT_EQ(mill.java->seen(static_cast<Handle>(answer)).ended[0].d, static_cast<std::uint64_t>(ECONNREFUSED));
    EXPECT_EQ(mill.java->seen(static_cast<Handle>(answer)).connected, 0);
}

TEST(Connect, FailsCleanlyAtEveryCall) {
    LoopbackListener listener(64);
    for (const Call call : {Call::open_socket, Call::connect_socket, Call::set_option, Call::poll_add,
                            Call::socket_error, Call::poll_modify}) {
        for (const int error : errnos_of(call)) {
            SCOPED_TRACE(std::string(name_of(call)) + " errno " + std::to_string(error));
            FaultMill mill;
            mill.kernel.fail(call, 1, error);
            const std::int64_t answer = mill.java->connect(listener.port());
            if (answer > 0) {
                Seen& seen = mill.java->seen(static_cast<Handle>(answer));
                EXPECT_TRUE(mill.until([&] { return seen.connected + static_cast<int>(seen.ended.size()) > 0; }));
            } else {
                EXPECT_EQ(answer, system_code(error));
            }
        }
    }
}

TEST(Close, SendsTheRestThenFinThoughThePeerSentMoreThanWasRead) {
    FaultMill mill;
    auto pair = mill.accept(32 * 1024);
    mill.java->tell(command(MR_CMD_PAUSE_READING, pair.handle));
    mill.turn();
    pair.peer.send(std::string(100'000, 'u'));
    const std::string bytes(5 << 20, 'w');
    ASSERT_TRUE(mill.java->write(pair.handle, bytes));
    mill.java->tell(command(MR_CMD_CLOSE, pair.handle));
    ASSERT_TRUE(mill.until([&] { return pair.peer.closed || pair.peer.reset; }, [&] { pair.peer.receive(); }));
    EXPECT_FALSE(pair.peer.reset);
    EXPECT_TRUE(pair.peer.received == bytes);
    pair.peer.close();
    expect_ending(mill, pair.handle, MR_REASON_LOCAL_CLOSE, MR_BY_LOCAL);
    EXPECT_EQ(mill.java->seen(pair.handle).ended[0].b, bytes.size());
    EXPECT_EQ(mill.java->seen(pair.handle).received, "");
}

TEST(Close, APeerThatNeverClosesIsNotWaitedForForEver) {
    for (const bool deadline_lifted : {false, true}) {
        FaultMill mill;
        auto pair = mill.accept();
        mill.java->tell(command(MR_CMD_CLOSE, pair.handle));
        if (deadline_lifted) mill.java->tell(command(MR_CMD_DEADLINE, pair.handle));
        ASSERT_TRUE(mill.until([&] { return pair.peer.closed; }, [&] { pair.peer.receive(); }));
        if (deadline_lifted) mill.java->tell(command(MR_CMD_DEADLINE, pair.handle));
        mill.turn();
        EXPECT_FALSE(mill.java->ended(pair.handle));
        mill.kernel.advance(Connection::drain_nanos_max);
        for (int i = 0; i < 5; ++i) mill.turn();
        ASSERT_TRUE(mill.java->ended(pair.handle));
        EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_LOCAL_CLOSE);
    }
}

TEST(Close, APeerThatNeverReadsIsNotWaitedForForEver) {
    FaultMill mill;
    auto pair = mill.accept(16 * 1024);
    ASSERT_TRUE(mill.java->write(pair.handle, std::string(8 << 20, 'w')));
    mill.java->tell(command(MR_CMD_CLOSE, pair.handle));
    for (int i = 0; i < 50; ++i) mill.turn();
    EXPECT_FALSE(mill.java->ended(pair.handle));
    mill.kernel.advance(Connection::closing_nanos_max);
    expect_ending(mill, pair.handle, MR_REASON_IDLE, MR_BY_LOCAL);
}

TEST(Close, ASlowReaderGetsEverythingHoweverLongItTakes) {
    FaultMill mill;
    auto pair = mill.accept(16 * 1024);
    const std::string bytes(1 << 20, 's');
    ASSERT_TRUE(mill.java->write(pair.handle, bytes));
    mill.java->tell(command(MR_CMD_CLOSE, pair.handle));
    for (int round = 0; round < 10'000 && pair.peer.received.size() < bytes.size(); ++round) {
        mill.turn();
        ASSERT_FALSE(mill.java->ended(pair.handle)) << pair.peer.received.size();
        pair.peer.receive();
        mill.kernel.advance(Connection::drain_nanos_max + 1);
    }
    EXPECT_EQ(pair.peer.received.size(), bytes.size());
    expect_ending(mill, pair.handle, MR_REASON_LOCAL_CLOSE, MR_BY_LOCAL);
}

TEST(Close, IsIdempotentAndRefusesWritesAfterIt) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->tell(command(MR_CMD_CLOSE, pair.handle));
    mill.java->tell(command(MR_CMD_CLOSE, pair.handle));
    ASSERT_TRUE(mill.java->write(pair.handle, "too late"));
    mill.turn();
    ASSERT_EQ(mill.java->seen(pair.handle).refused.size(), 1u);
    EXPECT_EQ(mill.java->seen(pair.handle).refused[0].code, MR_WRONG_STATE);
    EXPECT_EQ(mill.java->seen(pair.handle).refused[0].a, std::uint64_t{MR_CMD_WRITE});
    pair.peer.close();
    expect_ending(mill, pair.handle, MR_REASON_LOCAL_CLOSE, MR_BY_LOCAL);
}

TEST(Abort, GivesResetAndForgetsWhatIsUnsent) {
    FaultMill mill;
    auto pair = mill.accept(16 * 1024);
    ASSERT_TRUE(mill.java->write(pair.handle, std::string(8 << 20, 'w')));
    mill.turn();
    mill.java->tell(command(MR_CMD_ABORT, pair.handle));
    ASSERT_TRUE(mill.until([&] { return pair.peer.closed || pair.peer.reset; }, [&] { pair.peer.receive(); }));
    EXPECT_TRUE(pair.peer.reset);
    expect_ending(mill, pair.handle, MR_REASON_LOCAL_ABORT, MR_BY_LOCAL);
    EXPECT_EQ(mill.counters().segments_in_use, 0u);
}

TEST(Abort, BeforeItIsConnectedEndsItToo) {
    FaultMill mill;
    LoopbackListener listener(0);
    LoopbackPeer fills_the_queue(listener.port());
    for (const mr_command_kind kind : {MR_CMD_ABORT, MR_CMD_CLOSE}) {
        const auto handle = static_cast<Handle>(mill.java->connect(listener.port()));
        mill.java->tell(command(kind, handle));
        ASSERT_TRUE(mill.until([&] { return mill.java->ended(handle); }));
        EXPECT_EQ(mill.java->reason(handle), kind == MR_CMD_ABORT ? MR_REASON_LOCAL_ABORT : MR_REASON_LOCAL_CLOSE);
    }
}

TEST(Peer, HalfCloseStillGetsEverything) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->echoes = true;
    std::string bytes(6 << 20, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 + i / 251);
    // It reads nothing before it has sent everything and FIN.
    ASSERT_TRUE(mill.send(pair.peer, bytes));
    pair.peer.finish();
    ASSERT_TRUE(mill.until([&] { return pair.peer.closed || pair.peer.reset; }, [&] { pair.peer.receive(); }));
    EXPECT_FALSE(pair.peer.reset);
    EXPECT_TRUE(pair.peer.received == bytes);
    expect_ending(mill, pair.handle, MR_REASON_PEER_CLOSED, MR_BY_PEER);
    EXPECT_EQ(mill.java->seen(pair.handle).ended[0].a, bytes.size());
    EXPECT_EQ(mill.java->seen(pair.handle).ended[0].b, bytes.size());
}

TEST(Peer, ResetIsToldWithWhatCameBefore) {
    FaultMill mill;
    auto pair = mill.accept();
    pair.peer.send("last words");
    pair.peer.abort();
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_PEER_RESET);
    EXPECT_EQ(mill.java->seen(pair.handle).ended[0].d, static_cast<std::uint64_t>(ECONNRESET));
}

TEST(Peer, ResetIsNoticedWhileReadingIsPaused) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->tell(command(MR_CMD_PAUSE_READING, pair.handle));
    mill.turn();
    pair.peer.abort();
    expect_ending(mill, pair.handle, MR_REASON_PEER_RESET, MR_BY_PEER);
}

TEST(Reading, PausesAndResumes) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->tell(command(MR_CMD_PAUSE_READING, pair.handle));
    mill.turn();
    pair.peer.send("held back");
    for (int i = 0; i < 20; ++i) mill.turn();
    EXPECT_EQ(mill.java->seen(pair.handle).received, "");
    mill.java->tell(command(MR_CMD_RESUME_READING, pair.handle));
    EXPECT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).received == "held back"; }));
}

TEST(Wake, MakesAWaitingTurnReturnAtOnce) {
    FaultMill mill;
    mill.mill().wake(static_cast<Handle>(mill.java->handle()));
    EXPECT_EQ(mill.java->turn(-1), 0);  // would wait for ever
    mill.mill().wake(static_cast<Handle>(mill.java->handle()) + 1);
}

}  // namespace
}  // namespace millrace
