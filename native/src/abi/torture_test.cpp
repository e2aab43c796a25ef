// Floor 5. Through the seam: one session, run again for every system call that it makes and every errno that the call can
// have, and for every allocation. Nothing leaks, hangs or crashes, and whom the fault does not concern gets every byte.
#include <gtest/gtest.h>

#include <array>

#include "abi/fault_scene.hpp"

namespace millrace {
namespace {

// How the session goes: at once, or in small pieces with a feed that holds up its source.
struct Shape {
    const char* name;
    mr_slow slow;
    std::uint64_t behind_bytes;
    std::uint32_t call_bytes_max;  // of a receive or a send; 0: as many as it likes
};

constexpr Shape at_once{"AtOnce", MR_SLOW_END, 4 << 20, 0};
constexpr Shape in_pieces{"InPieces", MR_SLOW_PACE, 600, 700};

// A source that puts a body in chunks and then asks for something else on the same connection; one listener with chunks
// that comes home and is said goodbye to; and one without. Java closes whoever is refused something.
class Session {
public:
    explicit Session(FaultScene& scene, const Shape& shape = at_once)
        : scene_(scene), shape_(shape), bytes_(patterned_bytes(3000, 100)) {
        scene.kernel.shorten(Call::receive, shape.call_bytes_max);
        scene.kernel.shorten(Call::send, shape.call_bytes_max);
        who_[framed].script = who_[raw].script = "GET\r\n\r\n";
        who_[source].script = "PUT\r\n\r\n" + chunked(bytes_, 101, 800) + "GET\r\n\r\n";
    }

    // Runs to the end. False where it could not even begin.
    bool run() {
        if (!scene_.usable()) return false;
        scene_.step_nanos = 1'000'000;
        const std::int64_t feed = scene_.open_feed(shape_.slow, shape_.behind_bytes, 60'000'000'000);
        if (feed < 0) return false;
        scene_.feed = static_cast<Handle>(feed);
        for (Party& party : who_) party.peer = LoopbackPeer(scene_.port);
        for (int turns = 0; turns < 20'000 && !over(); ++turns) {
            for (Party& party : who_) talk(party);
            for (Party& party : who_) decide(party);
            scene_.turn();
        }
        EXPECT_TRUE(over()) << "it hangs";
        check_endings();
        return true;
    }

    // How many of the three did not come to their proper end.
    int harmed() {
        int count = 0;
        for (const Party& party : who_) count += was_harmed(party);
        return count;
    }

    std::string endings() {
        std::string text;
        for (const Party& party : who_) {
            text +=
                "reason " + std::to_string(scene_.java->reason(party.handle)) + (party.peer.reset ? ", reset; " : "; ");
        }
        return text;
    }

    // Whoever was not harmed has all that the source published; whoever was has its beginning.
    void check_bytes() {
        const std::vector<mr_event>& changes = scene_.java->seen(scene_.feed).changed;
        const std::uint64_t published = changes.empty() ? 0 : changes.back().a;
        EXPECT_LE(published, bytes_.size());
        if (!was_harmed(who_[source])) {
            EXPECT_EQ(published, bytes_.size());
        }
        const std::string expected = bytes_.substr(0, published);
        const Unchunked chunks = unchunk(who_[framed].peer.received);
        EXPECT_FALSE(chunks.wrong);
        EXPECT_TRUE(bytes_.starts_with(chunks.bytes));
        EXPECT_TRUE(bytes_.starts_with(who_[raw].peer.received));
        if (!was_harmed(who_[framed])) {
            EXPECT_EQ(chunks.bytes, expected);
        }
        if (!was_harmed(who_[raw])) {
            EXPECT_EQ(who_[raw].peer.received, expected);
        }
        // A stream that was cut short does not look whole. One that never began is whole, and empty.
        const bool began = !changes.empty() && changes.front().code == MR_FEED_LIVE;
        if (chunks.whole && began) {
            EXPECT_TRUE(chunks.bytes == bytes_);
        }
    }

private:
    enum { framed, raw, source, parties };

    struct Party {
        LoopbackPeer peer;
        std::string script;
        std::size_t sent = 0;
        Handle handle = 0;
        bool handed_over = false;
        bool closed = false;  // by Java
    };

    bool over() {
        const mr_process_counters& counters = scene_.counters();
        return std::none_of(who_.begin(), who_.end(), [](const Party& party) { return party.peer.is_open(); }) &&
               counters.connections == 0 && counters.feeds == 0;
    }

    bool settled(const Party& party) {
        return !party.peer.is_open() || (party.handle != 0 && scene_.on_data_loop(party.handle));
    }

    // The peer's side. The source waits for its listeners, so that they get everything.
    void talk(Party& party) {
        if (!party.peer.is_open()) return;
        const bool may_send = &party != &who_[source] || (settled(who_[framed]) && settled(who_[raw]));
        if (may_send) party.sent += party.peer.send(std::string_view(party.script).substr(party.sent, 1000));
        party.peer.receive();
        if (party.handle == 0) find_handle(party);
        if (party.peer.closed || party.peer.reset) party.peer.close();
    }

    void find_handle(Party& party) {
        const auto found = scene_.java->by_port.find(party.peer.port());
        if (found == scene_.java->by_port.end()) return;
        party.handle = found->second;
        scene_.java->frame(party.handle, "\r\n\r\n", 1000, true);
    }

    // Java's side.
    void decide(Party& party) {
        const bool is_source = &party == &who_[source];
        // Without its source the feed ends, for those who have joined it.
        const bool source_gone = is_source && (!party.peer.is_open() || party.closed);
        if (source_gone && !source_over_ && settled(who_[framed]) && settled(who_[raw])) {
            source_over_ = true;
            scene_.java->tell(command(MR_CMD_FEED_CLOSE, scene_.feed));
        }
        if (party.handle == 0 || party.closed || scene_.java->ended(party.handle)) return;
        Seen& seen = scene_.java->seen(party.handle);
        if (!party.handed_over && !seen.frames.empty()) {
            party.handed_over = true;
            if (is_source) {
                scene_.java->hand_over(party.handle, MR_ROLE_SOURCE | MR_THEN_RETURN, scene_.feed, MR_BODY_CHUNKED);
            } else if (&party == &who_[framed]) {
                scene_.java->hand_over(party.handle, MR_ROLE_SUBSCRIBER | MR_THEN_RETURN, scene_.feed, MR_BODY_CHUNKED);
            } else {
                scene_.java->hand_over(party.handle, MR_ROLE_SUBSCRIBER, scene_.feed, MR_BODY_UNTIL_CLOSE);
            }
        }
        const bool came_home = !seen.returned.empty() && (!is_source || seen.frames.size() == 2);
        const bool turned_away =
            !seen.refused.empty() || (!seen.returned.empty() && seen.returned[0].code != MR_REASON_NONE);
        if (!came_home && !turned_away) return;
        party.closed = true;
        if (came_home && !turned_away) scene_.java->write(party.handle, "bye");
        scene_.java->tell(command(MR_CMD_CLOSE, party.handle));
    }

    bool was_harmed(const Party& party) {
        if (party.handle == 0 || party.peer.reset) return true;
        const int reason = scene_.java->reason(party.handle);
        if (&party == &who_[raw]) return reason != MR_REASON_FEED_ENDED;
        // Chunks that were cut short have no other end; else the others came home, and got their goodbye.
        if (&party == &who_[framed] && reason == MR_REASON_FEED_ENDED) return !was_harmed(who_[source]);
        return reason != MR_REASON_LOCAL_CLOSE || !party.peer.received.ends_with("bye");
    }

    void check_endings() {
        for (const Handle handle : scene_.java->accepted) EXPECT_EQ(scene_.java->seen(handle).ended.size(), 1u);
    }

    FaultScene& scene_;
    const Shape shape_;
    const std::string bytes_;
    std::array<Party, parties> who_;
    bool source_over_ = false;
};

// Faults that pass: nobody may come to harm by one of them.
bool passes(Call call, int error) {
    switch (call) {
        case Call::receive:
        case Call::send: return error == EAGAIN || error == EINTR || error == ENOBUFS || error == ENOMEM;
        case Call::accept_socket: return error != EMFILE && error != ENFILE;  // then one is turned away
        case Call::set_option:
        case Call::set_linger_reset:
        case Call::unacknowledged_bytes:
        case Call::poll_wait:
        case Call::raise_signal:
        case Call::clear_signal:
        case Call::close_descriptor:
        case Call::forget_memory: return true;
        default: return false;
    }
}

TEST(Torture, TheSessionIsWholeWithoutFaults) {
    FaultScene scene([](FaultKernel& kernel) { kernel.record(); });
    Session session(scene);
    ASSERT_TRUE(session.run());
    EXPECT_EQ(session.harmed(), 0);
    session.check_bytes();
    // It makes the calls that torture is about.
    for (const Call call :
         {Call::receive, Call::send, Call::open_socket, Call::bind_socket, Call::listen_socket, Call::accept_socket,
          Call::socket_address, Call::set_option, Call::shutdown_writing, Call::open_poll, Call::poll_add,
          Call::poll_modify, Call::poll_wait, Call::open_signal, Call::close_descriptor, Call::map_memory}) {
        EXPECT_GT(scene.kernel.calls_of(call), 0u) << name_of(call);
    }
}

class TortureOf : public testing::TestWithParam<Shape> {};

TEST_P(TortureOf, EveryCallWithEveryErrno) {
    std::vector<Call> log;
    {
        FaultScene scene([](FaultKernel& kernel) { kernel.record(); });
        Session session(scene, GetParam());
        ASSERT_TRUE(session.run());
        EXPECT_EQ(session.harmed(), 0);
        scene.close();
        log = scene.kernel.log();
    }
    int runs = 0;
    for (std::size_t i = 0; i < log.size(); ++i) {
        for (const int error : errnos_of(log[i])) {
            SCOPED_TRACE("call " + std::to_string(i + 1) + ", " + name_of(log[i]) + ", errno " + std::to_string(error));
            FaultScene scene([&](FaultKernel& kernel) {
                kernel.record();
                kernel.fail(i + 1, error);
            });
            Session session(scene, GetParam());
            ++runs;
            if (!session.run()) continue;
            session.check_bytes();
            const Call failed = i < scene.kernel.log().size() ? scene.kernel.log()[i] : Call::count;
            EXPECT_LE(session.harmed(), passes(failed, error) ? 0 : 1) << session.endings();
            if (testing::Test::HasFailure()) return;
        }
    }
    EXPECT_GT(runs, 200);
    RecordProperty("runs", runs);
}

TEST_P(TortureOf, EveryAllocation) {
    std::uint64_t allocations = 0;
    for (std::uint64_t n = 0; n <= allocations; ++n) {
        SCOPED_TRACE("allocation " + std::to_string(n));
        AllocationWatch::reset(n);  // 0: none fails
        {
            FaultScene scene([](FaultKernel&) {});
            Session session(scene, GetParam());
            if (session.run()) {
                session.check_bytes();
                EXPECT_LE(session.harmed(), n == 0 ? 0 : 1) << session.endings();
            }
        }
        if (n == 0) allocations = AllocationWatch::count();
        AllocationWatch::reset();
        if (testing::Test::HasFailure()) return;
    }
    EXPECT_GT(allocations, 20u);
}

INSTANTIATE_TEST_SUITE_P(Shapes, TortureOf, testing::Values(at_once, in_pieces),
                         [](const auto& shape) { return shape.param.name; });

TEST(Torture, FaultsFromASeed) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        FaultScene scene;
        scene.kernel.play(seed, seed % 3 == 0 ? 8 : 40);
        Session session(scene, seed % 2 ? at_once : in_pieces);
        if (session.run()) session.check_bytes();
        if (testing::Test::HasFailure()) return;
    }
}

TEST(Torture, ShortReadsAndWritesLoseNothing) {
    for (const std::uint32_t bytes : {1u, 2u, 3u, 7u, 64u}) {
        FaultScene scene;
        Session session(scene, {"", MR_SLOW_END, 4 << 20, bytes});
        ASSERT_TRUE(session.run());
        session.check_bytes();
        EXPECT_EQ(session.harmed(), 0);
    }
}

}  // namespace
}  // namespace millrace
