// Floor 5. For tests: a mill in a simulated world, from a seed. Two control loops and a data loop, turned by hand; a
// model of Java on top; peers at the other ends. run() goes through one history and checks what has to be true of it.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "abi/java_side.hpp"
#include "abi/simulated_letters.hpp"
#include "abi/simulated_life.hpp"
#include "abi/simulated_protocol.hpp"
#include "io/simulated_kernel.hpp"

namespace millrace {

class Simulation {
public:
    explicit Simulation(std::uint64_t seed);
    ~Simulation();
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    void run();

    // What happened, for a test that wants to know that all of it does.
    struct Counts {
        std::array<std::uint64_t, MR_REASON_COUNT> endings{};
        std::uint64_t heard_bytes = 0, said_bytes = 0;  // by Java
        std::uint64_t moves = 0, returns = 0, deliveries = 0, half_closes = 0, harms = 0;
        std::uint64_t bodies = 0, chunked = 0;  // in chunks, come to their end: from a source, to a subscriber
        std::uint64_t letters = 0, locals = 0, loops_closed = 0, put_back = 0;
        // Of protocols of connections' own.
        std::uint64_t fused_frames = 0, framings = 0, misframed = 0, told = 0, timers = 0;
        std::uint64_t fused_moves = 0, fused_returns = 0;

        Counts& operator+=(const Counts& other);
    };
    const Counts& counts() const { return counts_; }

private:
    static constexpr std::size_t control_loops = 2;
    static constexpr std::size_t data_loop = control_loops;  // behind them
    static constexpr std::string_view local_name{"\0ours", 5};
    static constexpr std::uint64_t turns_max = 60'000;
    static constexpr std::uint64_t closing_nanos_max = 400'000'000'000;

    // Making the world.
    void choose_world();
    void open();
    void open_listeners();
    void open_local_listener();
    void open_feed();
    std::unique_ptr<SimulatedPeer> new_peer();
    void add_body(SimulatedPeer::Script& script);
    void add_peer();
    void connect_out();
    std::int64_t connect_local(JavaSide& java, std::string_view name, std::uint64_t timeout_nanos);
    std::string words(std::size_t bytes);

    // Time and turns.
    bool turn_others();
    void turn(std::size_t loop, std::int64_t timeout_nanos);
    void wake_java(std::size_t loop);
    std::size_t some_loop();
    void close_a_loop(std::size_t by);
    void forsake(std::size_t loop);
    bool over();

    // Java (simulated_java.cpp).
    void read(std::size_t loop, const mr_event& event);
    Life* life_of(const mr_event& event);
    SimulatedPeer* peer_of(const mr_event& accepted);
    void hear(Life& life, std::string_view bytes);
    void received(Life& life, const mr_event& event);
    void put_back(Life& life, const mr_event& event, std::string& bytes);
    void frames(Life& life, const mr_event& event);
    void readable(Life& life);
    void was_delivered(Life& life, const mr_event& event);
    void has_ended(Life& life, const mr_event& event);
    void begin(Life& life);
    void do_something(std::size_t loop);
    void do_to(Life& life);
    void set_something(Life& life);
    void limit_unsent(Life& life);
    void talk(Life& life);
    bool say(Life& life, std::string_view bytes);
    std::int64_t ask(const Life& life, mr_command record);
    std::int64_t simple(const Life& life, mr_command_kind kind, std::uint64_t a = 0);
    void close(Life& life);

    // The feed (simulated_streams.cpp).
    void stream(Life& life);
    bool may_be_source(const Life& life) const;
    bool upload(Life& life);
    void came_home(Life& life, const mr_event& event);
    void body_came_home(Life& life, const mr_event& event);
    void feed_something();

    // Protocols of connections' own (simulated_fusions.cpp).
    void load_protocol();
    void fuse(Life& life);
    void do_to_fused(Life& life);
    void converse(Life& life, std::uint32_t wish);
    void take_over(Life& life);
    void told(Life& life, const mr_event& event);
    void misframed(Life& life, const mr_event& event);
    void expect_timers(std::size_t loop, std::uint64_t began);
    void check_protocol(const Life& life) const;
    void check_protocols();

    // The end.
    void end_everything();
    void expect_nothing_left();
    void expect_nothing_unsent(std::int64_t loop);
    void check_everything();

    bool alive(const Life& life) const { return !life.ended && !life.forsaken && !life.moving && !life.streaming; }

    Dice dice_;
    SimulatedNetwork network_{dice_};
    SimulatedKernel kernel_{dice_, network_};
    std::optional<Mill> mill_;
    std::array<std::unique_ptr<JavaSide>, control_loops> java_;
    std::array<bool, control_loops + 1> in_turn_{};
    std::array<bool, control_loops> java_wants_{};
    std::array<bool, control_loops + 1> gone_{};  // closed before the end
    std::int64_t data_ = 0;
    std::uint16_t port_ = 0, local_port_ = 0;
    std::int64_t listener_ = 0;
    std::int64_t protocol_ = -1;
    std::vector<std::unique_ptr<SimulatedProtocol>> protocols_;
    Owner running_ = no_owner;  // the loop that is being turned, or asked
    Handle feed_ = 0;
    bool feed_has_source_ = false, feed_source_allowed_ = false;
    std::string fed_;
    std::vector<std::unique_ptr<SimulatedPeer>> peers_;
    std::map<std::uint16_t, SimulatedPeer*> by_port_;
    std::map<Handle, Life> lives_;
    SimulatedLetters letters_{network_, dice_};
    std::size_t letters_on_ = 0;
    bool ending_ = false, usable_ = false, fails_allocation_ = false, closes_loop_ = false;
    std::uint64_t things_to_do_ = 0;
    std::uint64_t bytes_max_ = 3000;  // that anybody says
    std::uint64_t turns_ = 0;
    Counts counts_;
};

}  // namespace millrace
