// Floor 5. Through the seam: a session of each kind of connection, run again for every system call that it makes and every
// errno that the call can have, and for every allocation. Nothing leaks, hangs or crashes, and whom the fault does not
// concern gets every byte.
#include <gtest/gtest.h>

#include <memory>

#include "abi/fault_datagrams_session.hpp"
#include "abi/fault_feed_session.hpp"
#include "abi/fault_frames_session.hpp"
#include "abi/fault_fused_sessions.hpp"
#include "abi/fault_loops_sessions.hpp"
#include "abi/fault_socket_sessions.hpp"
#include "abi/fault_talk_sessions.hpp"
#include "abi/seeds.hpp"

namespace millrace {
namespace {

template <typename Kind>
std::unique_ptr<Session> make(FaultScene& scene) {
    return std::make_unique<Kind>(scene);
}

template <const FeedShape& shape>
std::unique_ptr<Session> make_feed(FaultScene& scene) {
    return std::make_unique<FeedSession>(scene, shape);
}

constexpr std::uint64_t seeds = 150;  // of each session

// One kind of session, and what it is about: calls that it makes without a fault. In pieces, no receive or send moves more
// than so many bytes.
struct Row {
    const char* name;
    std::unique_ptr<Session> (*make)(FaultScene& scene);
    std::uint32_t call_bytes_max;
    std::vector<Call> calls;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

const Row rows[] = {
    {"Feed",
     make_feed<FeedSession::roomy>,
     0,
     {Call::bind_socket, Call::listen_socket, Call::accept_socket, Call::socket_address, Call::set_option,
      Call::shutdown_writing, Call::open_poll, Call::poll_add, Call::poll_wait, Call::open_signal, Call::map_memory}},
    {"FeedInPieces", make_feed<FeedSession::paced>, 700, {Call::poll_modify, Call::unacknowledged_bytes}},
    {"Echo", make<EchoSession>, 0, {Call::receive, Call::send}},
    {"EchoInPieces", make<EchoSession>, 250, {Call::poll_modify}},
    {"Lines", make<LinesSession>, 150, {Call::poll_modify, Call::shutdown_writing}},
    {"Netstrings", make<NetstringSession>, 0, {Call::receive, Call::send}},
    {"Fused", make<FusedSession>, 200, {Call::receive, Call::send}},
    {"FusedMove", make<FusedMoveSession>, 300, {Call::poll_remove, Call::raise_signal}},
    {"Supplied", make<SuppliedSession>, 400, {Call::receive}},
    {"HalfClose", make<HalfCloseSession>, 500, {Call::shutdown_writing}},
    {"Delivery", make<DeliverySession>, 500, {Call::unacknowledged_bytes}},
    {"Settings",
     make<SettingsSession>,
     600,
     {Call::option, Call::socket_address, Call::peer_address, Call::tcp_information, Call::unacknowledged_bytes}},
    {"TimeOuts", make<TimeOutSession>, 0, {Call::waiting_bytes, Call::set_linger_reset}},
    {"Connect", make<ConnectSession>, 700, {Call::bind_socket, Call::connect_socket, Call::socket_error}},
    {"Unix", make<UnixSession>, 700, {Call::connect_socket, Call::accept_socket}},
    {"Adopted", make<AdoptedSession>, 700, {Call::adopt_socket, Call::accept_socket}},
    {"Move", make<MoveSession>, 300, {Call::poll_remove, Call::raise_signal, Call::clear_signal}},
    {"Spread", make<SpreadSession>, 900, {Call::accept_socket, Call::set_option}},
    {"Datagrams", make<DatagramsSession>, 0, {Call::receive_many, Call::send_many}},
};

// A kernel with rules, a mill over it, and one session.
class Trial {
public:
    Trial(const Row& row, const std::function<void(FaultKernel&)>& prepare)
        : scene([&](FaultKernel& kernel) {
              kernel.record();
              kernel.shorten(Call::receive, row.call_bytes_max);
              kernel.shorten(Call::send, row.call_bytes_max);
              prepare(kernel);
          }),
          session(row.make(scene)),
          begun(session->run()) {
        if (begun) session->check();
    }

    FaultScene scene;
    const std::unique_ptr<Session> session;
    const bool begun;
};

// Faults that pass: nobody may come to harm by one of them.
bool passes(Call call, int error) {
    switch (call) {
        case Call::receive:
        case Call::send: return error == EAGAIN || error == EINTR || error == ENOBUFS || error == ENOMEM;
        case Call::send_many: return error == EAGAIN || error == EINTR || error == ENOBUFS;
        case Call::accept_socket: return error != EMFILE && error != ENFILE;  // then one is turned away
        case Call::connect_socket: return error == EINTR;
        case Call::receive_many:
        case Call::set_option:
        case Call::option:
        case Call::peer_address:
        case Call::tcp_information:
        case Call::socket_address:
        case Call::set_linger_reset:
        case Call::unacknowledged_bytes:
        case Call::waiting_bytes:
        case Call::poll_wait:
        case Call::raise_signal:
        case Call::clear_signal:
        case Call::close_descriptor:
        case Call::forget_memory: return true;
        default: return false;
    }
}

class Torture : public testing::TestWithParam<Row> {
protected:
    // The calls of a session without faults, which is whole.
    std::vector<Call> whole_run() {
        Trial trial(GetParam(), [](FaultKernel&) {});
        EXPECT_TRUE(trial.begun);
        EXPECT_EQ(trial.session->harmed(), 0) << trial.session->description();
        for (const Call call : GetParam().calls) EXPECT_GT(trial.scene.kernel.calls_of(call), 0u) << name_of(call);
        return trial.scene.kernel.log();
    }
};

TEST_P(Torture, EveryCallWithEveryErrno) {
    const std::vector<Call> log = whole_run();
    int runs = 0, made = 0;
    for (std::size_t i = 0; i < log.size() && !HasFailure(); ++i) {
        for (const int error : errnos_of(log[i])) {
            SCOPED_TRACE("call " + std::to_string(i + 1) + ", " + name_of(log[i]) + ", errno " + std::to_string(error));
            Trial trial(GetParam(), [&](FaultKernel& kernel) { kernel.fail(i + 1, error); });
            ++runs;
            made += trial.scene.kernel.faults() == 1;
            if (!trial.begun) continue;
            const Call failed = i < trial.scene.kernel.log().size() ? trial.scene.kernel.log()[i] : Call::count;
            EXPECT_LE(trial.session->harmed(), passes(failed, error) ? 0 : 1) << trial.session->description();
        }
    }
    EXPECT_GT(runs, 100);
    EXPECT_GT(made, runs * 9 / 10) << "the order of the calls is too much a matter of chance";
    RecordProperty("runs", runs);
}

TEST_P(Torture, EveryAllocation) {
    std::uint64_t allocations = 0;
    for (std::uint64_t n = 0; n <= allocations && !HasFailure(); ++n) {
        SCOPED_TRACE("allocation " + std::to_string(n));
        AllocationWatch::reset(n);  // 0: none fails
        {
            Trial trial(GetParam(), [](FaultKernel&) {});
            if (trial.begun) {
                EXPECT_LE(trial.session->harmed(), n == 0 ? 0 : 1) << trial.session->description();
            }
        }
        if (n == 0) allocations = AllocationWatch::count();
        AllocationWatch::reset();
    }
    EXPECT_GT(allocations, 10u);
    RecordProperty("allocations", static_cast<int>(allocations));
}

TEST_P(Torture, FaultsFromASeed) {
    play_seeds(number_in("MILLRACE_TORTURE_SEEDS", seeds), [](std::uint64_t seed) {
        Trial trial(GetParam(), [&](FaultKernel& kernel) { kernel.play(seed, seed % 3 == 0 ? 8 : 40); });
    });
}

TEST_P(Torture, ShortReadsAndWritesLoseNothing) {
    for (const std::uint32_t bytes : {1u, 2u, 3u, 7u, 64u}) {
        Row row = GetParam();
        row.call_bytes_max = bytes;
        Trial trial(row, [](FaultKernel&) {});
        EXPECT_TRUE(trial.begun);
        EXPECT_EQ(trial.session->harmed(), 0) << trial.session->description();
    }
}

INSTANTIATE_TEST_SUITE_P(OfA, Torture, testing::ValuesIn(rows), [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace millrace
