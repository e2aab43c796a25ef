// Floor 5. See simulation.hpp: Java, who answers what it is told and now and then does something by itself.
#include "abi/simulation.hpp"

namespace millrace {

Life* Simulation::life_of(const mr_event& event) {
    if (event.kind == MR_EVENT_ACCEPTED) {
        EXPECT_EQ(lives_.count(event.handle), 0u) << "accepted twice";
        Life& life = lives_[event.handle];
        life.handle = event.handle;
        life.local = event.flags == 1;
        life.peer = peer_of(event);
        EXPECT_TRUE(life.peer || life.local);
        return &life;
    }
    const auto found = lives_.find(event.handle);
    return found == lives_.end() ? nullptr : &found->second;
}

// By its port; or, of a UNIX socket, which has none, by its descriptor, if it is still there.
SimulatedPeer* Simulation::peer_of(const mr_event& accepted) {
    auto port = static_cast<std::uint16_t>(accepted.length);
    if (accepted.flags == 1) {
        const Owner owner = mill_->site().connections.owner_of(accepted.handle);
        const Connection* connection =
            owner == no_owner ? nullptr : mill_->site().connections.find(accepted.handle, owner);
        const bool there = connection && connection->phase() != Phase::ended;
        const Endpoint* end = there ? kernel_.endpoint(connection->fd()) : nullptr;
        port = end ? end->peer()->port() : 0;
    }
    const auto found = by_port_.find(port);
    return found == by_port_.end() ? nullptr : found->second;
}

void Simulation::read(std::size_t loop, const mr_event& event) {
    kernel_.note_progress();
    if (handle_kind(event.handle) == MR_HANDLE_DATAGRAMS) return letters_.read(event);
    if (handle_kind(event.handle) != MR_HANDLE_CONNECTION) return;
    Life* found = life_of(event);
    ASSERT_TRUE(found) << "an event of kind " << event.kind << " for nobody";
    Life& life = *found;
    ASSERT_FALSE(life.ended || life.forsaken) << "an event of kind " << event.kind << " behind the last one";
    if (event.kind == MR_EVENT_MOVED || event.kind == MR_EVENT_ACCEPTED) life.loop = loop;
    if (event.kind == MR_EVENT_ENDED && !life.streaming) life.loop = loop;
    ASSERT_EQ(life.loop, loop) << "an event of kind " << event.kind << " came to another loop";
    switch (event.kind) {
        case MR_EVENT_ACCEPTED: return begin(life);
        case MR_EVENT_CONNECTED:
            life.connecting = false;
            if (life.kind == Life::Kind::echo && dice_.one_in(3)) fuse(life);
            return talk(life);
        case MR_EVENT_RECEIVED: return received(life, event);
        case MR_EVENT_FRAMES: return frames(life, event);
        case MR_EVENT_READABLE: return readable(life);
        case MR_EVENT_MOVED:
            life.moving = false;
            life.moved = true;
            if (life.kind != Life::Kind::fused) return;
            ++life.moves;
            ++counts_.fused_moves;
            if (life.protocol->is_open()) life.protocol->moved_too();
            return;
        case MR_EVENT_REFUSED:
            EXPECT_TRUE(event.a == MR_CMD_MOVE && life.moving) << "command " << event.a << ", code " << event.code;
            life.moving = false;
            return;
        case MR_EVENT_MESSAGE: return told(life, event);
        case MR_EVENT_RETURNED: return came_home(life, event);
        case MR_EVENT_DRAINED: life.crowded = false; return talk(life);
        case MR_EVENT_PEER_FINISHED:
            EXPECT_TRUE(life.halves && !life.peer_finished && life.peer->other()->fin_came);
            life.peer_finished = true;
            ++counts_.half_closes;
            return;
        case MR_EVENT_FINISHED: EXPECT_TRUE(life.finished); return;
        case MR_EVENT_DELIVERED: return was_delivered(life, event);
        case MR_EVENT_ENDED: return has_ended(life, event);
        case MR_EVENT_TOO_LONG:
        case MR_EVENT_MALFORMED: return misframed(life, event);
        default: ADD_FAILURE() << "an event of kind " << event.kind << ", code " << event.code;
    }
}

// How it goes on with a new connection.
void Simulation::begin(Life& life) {
    life.kind = static_cast<Life::Kind>(dice_.below(static_cast<std::uint64_t>(Life::Kind::uploader)));
    if (dice_.one_in(5)) life.kind = Life::Kind::fused;
    if (life.peer && life.peer->script.body_to > 0) life.kind = Life::Kind::uploader;
    const bool lockstep = life.kind == Life::Kind::lockstep || life.kind == Life::Kind::uploader;
    JavaSide& java = *java_[life.loop];
    if (life.kind == Life::Kind::lines || lockstep) {
        mr_command framing = command(MR_CMD_FRAMING, life.handle);
        framing.flags = dice_.one_in(2) ? MR_FRAMING_LINES : MR_FRAMING_DELIMITER;
        if (lockstep) framing.flags |= MR_FRAMING_LOCKSTEP;
        framing.arg = 4000;
        framing.a = '\n';
        framing.b = 1;
        java.ask(framing);
    } else if (life.kind == Life::Kind::supplied) {
        mr_command framing = command(MR_CMD_FRAMING, life.handle);
        framing.flags = MR_FRAMING_SUPPLIED;
        java.ask(framing);
    } else if (life.kind == Life::Kind::fused) {
        life.connecting ? void(life.kind = Life::Kind::echo) : fuse(life);
    } else if (life.kind == Life::Kind::talker) {
        life.talk_bytes = dice_.below(bytes_max_);
    }
    if (dice_.one_in(2)) life.halves = java.set(life.handle, MR_SET_HALF_CLOSE, 1) == MR_OK;
    if (dice_.one_in(3)) {
        life.low_marks = true;
        java.set(life.handle, MR_SET_LOW_WATER, dice_.below(100));
        java.set(life.handle, MR_SET_HIGH_WATER, dice_.between(100, 600));
    }
    if (life.low_marks && dice_.one_in(2)) limit_unsent(life);
    if (ending_) return close(life);
    talk(life);
}

std::int64_t Simulation::ask(const Life& life, mr_command record) {
    record.handle = life.handle;
    const Owner before = std::exchange(running_, handle_index(static_cast<Handle>(java_[life.loop]->handle())));
    const std::int64_t answer = java_[life.loop]->ask(record);
    running_ = before;
    return answer;
}

std::int64_t Simulation::simple(const Life& life, mr_command_kind kind, std::uint64_t a) {
    mr_command record = command(kind);
    record.a = a;
    return ask(life, record);
}

bool Simulation::say(Life& life, std::string_view bytes) {
    if (bytes.empty() || !alive(life)) return false;
    JavaSide& java = *java_[life.loop];
    const std::int64_t segment = java.lend(static_cast<std::uint32_t>(bytes.size()));
    if (segment < 0) return false;
    std::memcpy(java.memory_of(segment), bytes.data(), bytes.size());
    mr_command record = command(MR_CMD_WRITE);
    record.segment = static_cast<std::uint32_t>(segment);
    record.length = static_cast<std::uint32_t>(bytes.size());
    const bool said = ask(life, record) == MR_OK;
    if (said) life.say(bytes);
    mr_command release = command(MR_CMD_RELEASE);
    release.segment = static_cast<std::uint32_t>(segment);
    java.ask(release);
    return said;
}

// Some of what it has to say.
void Simulation::talk(Life& life) {
    if (life.talk_bytes == 0 || !alive(life)) return;
    const std::string text = words(dice_.between(1, std::min<std::uint64_t>(life.talk_bytes, 500)));
    life.talk_bytes -= text.size();
    say(life, text);
}

void Simulation::hear(Life& life, std::string_view bytes) { life.hear(bytes, network_.now()); }

void Simulation::received(Life& life, const mr_event& event) {
    EXPECT_TRUE(life.kind == Life::Kind::echo || life.kind == Life::Kind::talker) << life.description();
    hear(life, java_[life.loop]->bytes_of(event));
    if (life.kind == Life::Kind::talker || !alive(life)) return;
    if (ask(life, java_[life.loop]->echo(event)) == MR_OK) life.say(java_[life.loop]->bytes_of(event));
}

void Simulation::frames(Life& life, const mr_event& event) {
    std::string bytes(java_[life.loop]->bytes_of(event));
    EXPECT_EQ(bytes.back(), '\n');
    if (life.kind == Life::Kind::lines && dice_.one_in(3) && alive(life)) put_back(life, event, bytes);
    if (life.kind != Life::Kind::lines) {
        EXPECT_EQ(bytes.find('\n'), bytes.size() - 1) << "one at a time";
    }
    hear(life, bytes);
    if (life.kind == Life::Kind::uploader && life.heard.size() == life.peer->script.body_from && upload(life)) return;
    say(life, bytes);
    if (life.kind != Life::Kind::lines) simple(life, MR_CMD_NEXT);
}

// All but the first line of a batch goes back in front of the input, and is to come again.
void Simulation::put_back(Life& life, const mr_event& event, std::string& bytes) {
    const std::size_t first = bytes.find('\n') + 1;
    if (first == bytes.size()) return;
    mr_command record = java_[life.loop]->putting_back(event, static_cast<std::uint32_t>(first), 1);
    if (ask(life, record) != MR_OK) return;
    bytes.resize(first);
    ++counts_.put_back;
}

void Simulation::readable(Life& life) {
    if (life.kind != Life::Kind::supplied) return;
    char bytes[700];
    const auto room = static_cast<std::int64_t>(dice_.between(1, sizeof bytes));
    const std::int64_t count = java_[life.loop]->receive(life.handle, bytes, room);
    if (count <= 0) return;
    hear(life, std::string_view(bytes, static_cast<std::size_t>(count)));
    say(life, std::string_view(bytes, static_cast<std::size_t>(count)));
}

void Simulation::was_delivered(Life& life, const mr_event& event) {
    ++counts_.deliveries;
    EXPECT_LE(event.b, life.deliveries_asked);
    EXPECT_GT(event.b, life.deliveries_told);
    life.deliveries_told = event.b;
    const Endpoint& end = *life.peer->end;
    EXPECT_LE(event.a, end.read_bytes + static_cast<std::uint64_t>(end.waiting())) << "more than the peer has";
}

void Simulation::has_ended(Life& life, const mr_event& event) {
    life.ended = true;
    life.ending = event;
    if (ending_) kernel_.interrupted = true;
    if (static_cast<std::size_t>(event.code) < counts_.endings.size()) ++counts_.endings[event.code];
    EXPECT_EQ(life.heard_told, life.told) << "its protocol has told more";
    life.check_reason(network_.now(), kernel_.harms() > 0 || fails_allocation_, gone_[data_loop]);
}

void Simulation::close(Life& life) {
    if (life.ended || life.forsaken) return;
    life.closed = true;
    simple(life, MR_CMD_CLOSE);
}

// Once in a while.
void Simulation::do_something(std::size_t loop) {
    if (things_to_do_ > 0 && --things_to_do_ == 0) kernel_.interrupted = true;
    wake_java(loop);
    if (dice_.one_in(12)) dice_.one_in(3) ? connect_out() : add_peer();
    feed_something();
    if (letters_.is_open() && dice_.one_in(2)) letters_.write();
    for (auto& [handle, life] : lives_) {
        if (life.loop == loop && !life.ended && !life.forsaken && dice_.one_in(2)) do_to(life);
    }
    if (closes_loop_ && dice_.one_in(10)) close_a_loop(loop);
}

void Simulation::do_to(Life& life) {
    talk(life);
    const std::uint64_t what = dice_.below(24);
    if (life.streaming) {
        if (what < 6 && !(life.source && life.kind == Life::Kind::uploader)) simple(life, MR_CMD_TAKE_BACK);
        if (what == 6) close(life);
        if (what == 7) life.aborted = simple(life, MR_CMD_ABORT) == MR_OK;
        return;
    }
    if (!alive(life)) return;
    if (life.kind == Life::Kind::echo && !life.connecting && dice_.one_in(12)) return fuse(life);
    if (life.kind == Life::Kind::fused) do_to_fused(life);
    switch (what) {
        case 0: return close(life);
        case 1: life.aborted = simple(life, MR_CMD_ABORT) == MR_OK; return;
        case 2:
            if (simple(life, MR_CMD_FINISH) == MR_OK) life.finished = true;
            return;
        case 3:
        case 4: life.paused = simple(life, MR_CMD_PAUSE_READING) == MR_OK; return;
        case 5:
        case 6:
        case 7: simple(life, MR_CMD_RESUME_READING); return;
        case 8:
        case 9:
        case 10: {
            const std::size_t to = (life.loop + 1) % control_loops;
            life.moving = simple(life, MR_CMD_MOVE, static_cast<std::uint64_t>(java_[to]->handle())) == MR_OK;
            counts_.moves += life.moving;
            return;
        }
        case 11:
        case 12: return set_something(life);
        case 13:
        case 14:
            if (simple(life, MR_CMD_DELIVERY, life.deliveries_asked + 1) == MR_OK) ++life.deliveries_asked;
            return;
        case 15:
        case 16:
        case 17: return stream(life);
        default: say(life, words(dice_.between(1, 300))); return;
    }
}

// Only where the marks are lower than that.
void Simulation::limit_unsent(Life& life) {
    const std::uint64_t bytes = dice_.between(700, 2000);
    if (java_[life.loop]->set(life.handle, MR_SET_UNSENT_MAX, bytes) == MR_OK) life.unsent_max = bytes;
}

void Simulation::set_something(Life& life) {
    JavaSide& java = *java_[life.loop];
    const std::uint64_t nanos = dice_.between(50'000'000, 3'000'000'000);
    switch (dice_.below(6)) {
        case 0:
            if (java.set(life.handle, MR_SET_IDLE_NANOS, nanos) == MR_OK) life.idle_nanos = nanos;
            return;
        case 1:
            if (java.set(life.handle, MR_SET_READ_NANOS, nanos) == MR_OK) life.read_nanos = nanos;
            return;
        case 2:
            if (java.set(life.handle, MR_SET_WRITE_NANOS, nanos) == MR_OK) life.write_nanos = nanos;
            return;
        case 3:
            if (simple(life, MR_CMD_DEADLINE, nanos) == MR_OK) life.deadline = network_.now() + nanos;
            return;
        case 4: return limit_unsent(life);
        default: java.set(life.handle, MR_SET_CROWDED_INPUT, dice_.below(2)); return;
    }
}

}  // namespace millrace
