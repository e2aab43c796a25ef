// Floor 5. See simulation.hpp: the world, its time, and its end.
#include "abi/simulation.hpp"

namespace millrace {

Simulation::Counts& Simulation::Counts::operator+=(const Counts& other) {
    for (std::size_t i = 0; i < endings.size(); ++i) endings[i] += other.endings[i];
    heard_bytes += other.heard_bytes;
    said_bytes += other.said_bytes;
    moves += other.moves;
    returns += other.returns;
    deliveries += other.deliveries;
    half_closes += other.half_closes;
    bodies += other.bodies;
    chunked += other.chunked;
    letters += other.letters;
    locals += other.locals;
    loops_closed += other.loops_closed;
    put_back += other.put_back;
    fused_frames += other.fused_frames;
    framings += other.framings;
    misframed += other.misframed;
    told += other.told;
    timers += other.timers;
    fused_moves += other.fused_moves;
    fused_returns += other.fused_returns;
    harms += other.harms;
    return *this;
}

Simulation::Simulation(std::uint64_t seed) : dice_(seed) {
    choose_world();
    open();
}

Simulation::~Simulation() {
    AllocationWatch::reset();
    java_ = {};
    mill_.reset();
}

void Simulation::choose_world() {
    SimulatedNetwork::Weather& weather = network_.weather;
    constexpr std::uint32_t sizes[] = {1, 7, 64, 300, 1400, 6000};
    weather.packet_bytes_max = sizes[dice_.below(std::size(sizes))];
    weather.send_bytes_max = static_cast<std::uint32_t>(dice_.between(20, 3000));
    weather.receive_bytes_max = static_cast<std::uint32_t>(dice_.between(20, 3000));
    if (weather.packet_bytes_max < 64) {  // many packets: of fewer bytes, and faster
        weather.delay_nanos_max = 200'000;
        bytes_max_ = 400;
    }
    if (dice_.one_in(6)) weather.delay_nanos_max = 400'000'000;
    constexpr std::uint32_t fault_rates[] = {0, 0, 300, 60, 15};
    kernel_.fault_one_in = fault_rates[dice_.below(std::size(fault_rates))];
    if (dice_.one_in(3)) kernel_.short_one_in = static_cast<std::uint32_t>(dice_.between(2, 10));
    if (dice_.one_in(3)) kernel_.pause_one_in = static_cast<std::uint32_t>(dice_.between(20, 200));
    if (dice_.one_in(12)) kernel_.descriptors_max = static_cast<int>(dice_.between(8, 14));
    fails_allocation_ = dice_.one_in(8);
    things_to_do_ = dice_.between(5, 60);
    feed_source_allowed_ = dice_.one_in(2);
    closes_loop_ = dice_.one_in(5);
    kernel_.others = [this] { return turn_others(); };
}

void Simulation::open() {
    AllocationWatch::reset(fails_allocation_ ? dice_.between(1, 600) : 0);
    std::array<std::int64_t, control_loops> loops{};
    {
        AllocationWatch watch;
        try {
            mill_.emplace(kernel_, Pool::default_ceiling);
        } catch (const std::bad_alloc&) {
            return;
        }
        for (std::int64_t& loop : loops) loop = mill_->open_loop(MR_LOOP_CONTROL);
        data_ = mill_->open_loop(MR_LOOP_DATA, false);
    }
    for (std::size_t i = 0; i < control_loops; ++i) java_[i] = std::make_unique<JavaSide>(*mill_, loops[i]);
    usable_ = data_ > 0;
    for (const auto& java : java_) usable_ = usable_ && java->open();
    if (!usable_) return;
    load_protocol();
    open_listeners();
    open_feed();
    letters_on_ = dice_.below(control_loops);
    if (dice_.one_in(3)) letters_.open(*java_[letters_on_]);
    for (std::uint64_t count = dice_.between(1, 4); count > 0; --count) dice_.one_in(4) ? connect_out() : add_peer();
    for (std::size_t loop = 0; loop < control_loops; ++loop) wake_java(loop);
}

void Simulation::open_listeners() {
    JavaSide& java = *java_[0];
    listener_ = java.listen();
    if (listener_ <= 0) return;
    port_ = java.port_of(listener_);
    if (dice_.one_in(2)) {
        mr_command spread = command(MR_CMD_SPREAD, static_cast<Handle>(listener_));
        spread.a = static_cast<std::uint64_t>(java_[1]->handle());
        java.ask(spread);
    }
    if (dice_.one_in(2)) open_local_listener();
}

// At a name; its port is the one that the network knows it by.
void Simulation::open_local_listener() {
    JavaSide& java = *java_[0];
    const std::int64_t segment = java.lend(512);
    if (segment < 0) return;
    mr_command listen = java.at_path(MR_CMD_LISTEN, local_name, segment);
    listen.arg = 100;
    if (java.ask(listen) > 0) local_port_ = kernel_.port_of_path(std::string(local_name));
    java.release(segment);
}

void Simulation::open_feed() {
    mr_command record = command(MR_CMD_FEED_OPEN, static_cast<Handle>(data_));
    record.flags = dice_.one_in(2) ? MR_SLOW_END : MR_SLOW_PACE;
    record.a = dice_.between(200, 5000);
    record.b = dice_.one_in(3) ? dice_.between(100'000'000, 5'000'000'000) : 0;
    record.d = static_cast<std::uint64_t>(java_[0]->handle());
    const std::int64_t feed = java_[0]->ask(record);
    if (feed > 0) feed_ = static_cast<Handle>(feed);
}

std::string Simulation::words(std::size_t bytes) {
    std::string text(bytes, '\0');
    for (char& byte : text) byte = dice_.one_in(12) ? '\n' : static_cast<char>('!' + dice_.below(90));
    return text;
}

std::unique_ptr<SimulatedPeer> Simulation::new_peer() {
    SimulatedPeer::Script script;
    script.says = words(dice_.below(dice_.one_in(3) ? 40 : bytes_max_));
    script.leaves =
        static_cast<SimulatedPeer::Leaves>(dice_.below(static_cast<std::uint64_t>(SimulatedPeer::Leaves::count)));
    if (dice_.one_in(6)) add_body(script);
    script.leaves_at_bytes = dice_.below(bytes_max_);
    if (dice_.one_in(5)) script.hears_max = dice_.below(500);
    script.piece_bytes_max = dice_.one_in(4) ? dice_.between(1, 8) * 8 : 400;
    script.gap_nanos_max = dice_.one_in(4) ? 300'000'000 : 5'000'000;
    return std::make_unique<SimulatedPeer>(network_, dice_, std::move(script));
}

void Simulation::add_body(SimulatedPeer::Script& script) {
    script.body = words(dice_.between(1, bytes_max_ / 2));
    script.says = "something first\n";
    script.body_from = script.says.size();
    const std::size_t chunk_bytes_max = dice_.one_in(3) ? 20 : 500;
    script.says += chunked(script.body, dice_.draw(), chunk_bytes_max);
    script.body_to = script.says.size();
    script.says += "and more\nbehind\n";
}

// One that connects to us.
void Simulation::add_peer() {
    const bool local = local_port_ != 0 && dice_.one_in(4);
    if (port_ == 0 && !local) return;
    int error;
    Endpoint* end = local ? network_.connect_local(local_port_, error) : &network_.connect(port_);
    if (!end) return;
    SimulatedPeer& peer = *peers_.emplace_back(new_peer());
    if (local) peer.be_local();
    by_port_[end->port()] = &peer;
    peer.begin(*end, dice_.below(20'000'000));
}

// One that we connect to: who is there, who is not, or nobody at all.
void Simulation::connect_out() {
    const std::size_t loop = gone_[1] ? 0 : dice_.below(control_loops);
    JavaSide& java = *java_[loop];
    const bool local = dice_.one_in(5);
    const std::string name = local ? "/local" + std::to_string(peers_.size()) : "";
    std::uint16_t port = local ? kernel_.port_of_path(name) : network_.new_port();
    SimulatedPeer* peer = nullptr;
    if (!local && dice_.one_in(6)) {
        port = SimulatedNetwork::nowhere;
    } else if (!dice_.one_in(6)) {
        peer = peers_.emplace_back(new_peer()).get();
        if (local) peer->be_local();
        network_.listen(port).take = [peer](Endpoint& server) { peer->begin(server); };
    }
    const std::uint64_t timeout = dice_.one_in(2) ? 0 : dice_.between(1'000'000, 3'000'000'000);
    const std::int64_t handle = local ? connect_local(java, name, timeout) : java.connect(port, timeout);
    if (handle <= 0) return;
    Life& life = lives_[static_cast<Handle>(handle)];
    life.handle = static_cast<Handle>(handle);
    life.peer = peer;
    life.loop = loop;
    life.connecting = true;
    life.local = local;
    begin(life);
}

std::int64_t Simulation::connect_local(JavaSide& java, std::string_view name, std::uint64_t timeout_nanos) {
    const std::int64_t segment = java.lend(512);
    if (segment < 0) return segment;
    mr_command record = java.at_path(MR_CMD_CONNECT, name, segment);
    record.c = timeout_nanos;
    const std::int64_t handle = java.ask(record);
    java.release(segment);
    return handle;
}

void Simulation::wake_java(std::size_t loop) {
    network_.after(dice_.between(100'000, 120'000'000), [this, loop] {
        if (ending_ || kernel_.given_up() || gone_[loop]) return;
        java_wants_[loop] = true;
        mill_->wake(static_cast<Handle>(java_[loop]->handle()));
    });
}

void Simulation::turn(std::size_t loop, std::int64_t timeout_nanos) {
    if (++turns_ > turns_max) kernel_.give_up();
    in_turn_[loop] = true;
    const std::int64_t handle = loop == data_loop ? data_ : java_[loop]->handle();
    const Owner before = std::exchange(running_, handle_index(static_cast<Handle>(handle)));
    if (loop == data_loop) {
        AllocationWatch watch;
        mill_->station(static_cast<Handle>(data_))->turn(timeout_nanos);
    } else {
        JavaSide& java = *java_[loop];
        const std::uint64_t began = network_.now();
        java.turn(timeout_nanos);
        for (std::uint32_t i = 0; i < java.event_count; ++i) read(loop, mr_event(java.event(i)));
        expect_timers(loop, began);
        if (std::exchange(java_wants_[loop], false)) do_something(loop);
    }
    running_ = before;
    in_turn_[loop] = false;
}

// While a loop waits, one of those that do not has its turn.
bool Simulation::turn_others() {
    std::array<std::size_t, control_loops + 1> idle{};
    std::size_t count = 0;
    for (std::size_t loop = 0; loop <= control_loops; ++loop) {
        if (!in_turn_[loop] && !gone_[loop]) idle[count++] = loop;
    }
    if (count == 0) return false;
    const std::size_t next = idle[dice_.below(count)];
    turn(next, dice_.one_in(3) ? 0 : -1);
    return true;
}

// One that is there.
std::size_t Simulation::some_loop() {
    for (;;) {
        const std::size_t loop = dice_.below(control_loops + 1);
        if (!gone_[loop]) return loop;
    }
}

// In the middle of everything: the other control loop, or the data loop. `by` does it, which has ended its turn.
void Simulation::close_a_loop(std::size_t by) {
    const std::size_t loop = dice_.one_in(2) ? 1 : data_loop;
    if (in_turn_[loop] && loop != by) return;  // it would wait for it
    closes_loop_ = false;
    gone_[loop] = true;
    ++counts_.loops_closed;
    if (loop != data_loop) forsake(loop);
    {
        AllocationWatch watch;
        mill_->close_loop(loop == data_loop ? static_cast<Handle>(data_) : static_cast<Handle>(java_[loop]->handle()));
    }
    if (loop == data_loop) {
        feed_ = 0;
        return;
    }
    if (letters_on_ == loop) letters_.forget();
}

// The control loop is about to be closed. Who is there ends with it, or when it would come home. Whoever is on the way from
// there will arrive.
void Simulation::forsake(std::size_t loop) {
    const Owner closing = handle_index(static_cast<Handle>(java_[loop]->handle()));
    for (auto& [handle, life] : lives_) {
        const bool there = life.moving ? mill_->site().connections.owner_of(handle) == closing : life.loop == loop;
        if (!life.ended && there) life.forsaken = true;
    }
}

bool Simulation::over() {
    if (!ending_ || kernel_.given_up()) return kernel_.given_up();
    for (const auto& [handle, life] : lives_) {
        if (!life.ended && !life.forsaken) return false;
    }
    return mill_->refresh_counters().connections == 0;
}

void Simulation::run() {
    if (usable_) {
        while (things_to_do_ > 0 && !kernel_.given_up()) turn(some_loop(), -1);
        kernel_.interrupted = false;
        end_everything();
        const std::uint64_t until = network_.now() + closing_nanos_max;
        while (!over() && network_.now() < until) {
            kernel_.interrupted = false;
            turn(some_loop(), -1);
        }
        EXPECT_TRUE(over()) << "not everything came to its end";
        EXPECT_FALSE(kernel_.spins()) << "it spins";
        for (const auto& [handle, life] : lives_)
            EXPECT_TRUE(life.ended || life.forsaken) << "still there: " << life.description();
        EXPECT_FALSE(kernel_.hangs() && !over()) << "it hangs";
        EXPECT_LE(turns_, turns_max) << "too many turns";
        network_.advance_to(network_.now() + closing_nanos_max);  // what is under way arrives
    }
    counts_.harms = kernel_.harms();
    counts_.letters = letters_.came();
    expect_nothing_left();
}

// Java closes whatever is there, and the peers listen to the end.
void Simulation::end_everything() {
    ending_ = true;
    for (const auto& peer : peers_) peer->be_kind();
    for (auto& [handle, life] : lives_) close(life);
    letters_.close();
    if (listener_ > 0) java_[0]->ask(command(MR_CMD_CLOSE, static_cast<Handle>(listener_)));
    if (feed_ != 0) java_[0]->ask(command(MR_CMD_FEED_CLOSE, feed_));
}

void Simulation::expect_nothing_left() {
    if (mill_) {
        if (usable_) {
            check_everything();
            for (const auto& java : java_) expect_nothing_unsent(java->handle());
            expect_nothing_unsent(data_);
            AllocationWatch watch;
            const std::size_t first = dice_.below(2);
            for (std::size_t i = 0; i < control_loops; ++i) {
                mill_->close_loop(static_cast<Handle>(java_[(i + first) % control_loops]->handle()));
            }
            mill_->close_loop(static_cast<Handle>(data_));
            const mr_process_counters& left = mill_->refresh_counters();
            EXPECT_EQ(left.connections, 0u);
            EXPECT_EQ(left.listeners, 0u);
            EXPECT_EQ(left.feeds, 0u);
            EXPECT_EQ(left.loops, 0u);
            EXPECT_EQ(left.segments_in_use, 0u);
        }
        java_ = {};
        mill_.reset();
    }
    check_protocols();
    EXPECT_EQ(kernel_.open_descriptors(), 0);
    EXPECT_EQ(kernel_.open_mappings(), 0);
    EXPECT_EQ(kernel_.misuses(), 0u);
}

// On a loop, if it is there, and nothing else is.
void Simulation::expect_nothing_unsent(std::int64_t loop) {
    std::size_t bytes = 0;
    const auto* counters = static_cast<mr_loop_counters*>(mill_->block(MR_BLOCK_LOOP_COUNTERS, loop, bytes));
    if (!counters || mill_->refresh_counters().connections > 0) return;
    EXPECT_EQ(counters->unsent_bytes, 0u);
    EXPECT_EQ(counters->blocked, 0u);
}

// What the peers heard, and that each of them knows how it ended.
void Simulation::check_everything() {
    const bool harmed = kernel_.harms() > 0 || fails_allocation_;
    for (const auto& [handle, life] : lives_) {
        counts_.heard_bytes += life.heard.size();
        SCOPED_TRACE(life.description());
        life.check_input();
        check_protocol(life);
        if (!life.peer || !life.peer->begun()) continue;
        const SimulatedPeer& peer = *life.peer;
        counts_.said_bytes += peer.heard.size();
        const bool whole = peer.heard_fin && !harmed && !peer.other()->harmed && life.ends_in_order();
        life.check_output(peer.heard, fed_, whole);
        counts_.locals += life.local;
        if (peer.other()->sent_reset) continue;
        EXPECT_TRUE(peer.heard_fin || peer.left || peer.was_reset || peer.end->dead()) << "the peer was never told";
    }
}

}  // namespace millrace
