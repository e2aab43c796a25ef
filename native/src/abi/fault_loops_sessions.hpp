// Floor 5. For tests: sessions of connections that live on two control loops: they move from one to the other, or are spread
// over both as they come.
#pragma once

#include "abi/fault_talk_sessions.hpp"

namespace millrace {

// A second control loop. It has its turn while the first one waits, and so has to wake it.
class OtherLoop {
public:
    explicit OtherLoop(FaultScene& scene) : scene_(scene) {
        if (!scene.usable()) return;
        std::int64_t loop;
        {
            const AllocationWatch watch;
            loop = scene.mill().open_loop(MR_LOOP_CONTROL);
        }
        side_.emplace(scene.mill(), loop);
    }
    ~OtherLoop() {
        if (!open()) return;
        const AllocationWatch watch;
        scene_.mill().close_loop(static_cast<Handle>(side_->handle()));
    }
    OtherLoop(const OtherLoop&) = delete;
    OtherLoop& operator=(const OtherLoop&) = delete;

    bool open() const { return side_ && side_->open(); }
    JavaSide& side() { return *side_; }
    // Where one is that the first loop had accepted.
    JavaSide& place_of(Handle connection) {
        const int moves = side_->seen(connection).moved + scene_.java->seen(connection).moved;
        return moves % 2 == 0 ? *scene_.java : *side_;
    }

    void turn_both() {
        bool turned = false;
        scene_.kernel.meanwhile = [&] {
            turned = true;
            side_->turn();
        };
        scene_.java->turn(1);
        scene_.kernel.meanwhile = nullptr;
        if (!turned) side_->turn();
        scene_.kernel.advance(scene_.step_nanos);
    }

private:
    FaultScene& scene_;
    std::optional<JavaSide> side_;
};

// Lines in lockstep, on the other loop after each.
class MoveSession final : public LinesSession {
public:
    explicit MoveSession(FaultScene& scene) : LinesSession(scene), other_(scene) {}

private:
    bool begin() override { return other_.open(); }
    void turn() override { other_.turn_both(); }
    std::vector<JavaSide*> sides() override { return {&*scene_.java, &other_.side()}; }
    JavaSide& java(const Party& party) override { return other_.place_of(party.handle); }
    std::size_t lines_of(const Party& party) {
        return scene_.java->seen(party.handle).frames.size() + other_.side().seen(party.handle).frames.size();
    }
    // Its lines came here and there by turns.
    std::string heard(const Party& party) override {
        std::string text;
        const auto& here = scene_.java->seen(party.handle).frames;
        const auto& there = other_.side().seen(party.handle).frames;
        for (std::size_t i = 0; i < std::max(here.size(), there.size()); ++i) {
            if (i < here.size()) text += here[i] + '\n';
            if (i < there.size()) text += there[i] + '\n';
        }
        return text;
    }
    void decide(Party& party) override {
        if (party.seen == lines_of(party)) return;
        ++party.seen;
        EXPECT_EQ(party.seen, lines_of(party)) << "one at a time";
        JavaSide& here = java(party);
        JavaSide& there = &here == &other_.side() ? *scene_.java : other_.side();
        const std::string& line = here.seen(party.handle).frames.back();
        const bool written = here.write(party.handle, line + '\n');
        if (!written || line == "bye") return close(party);
        here.tell(command(MR_CMD_NEXT, party.handle));
        mr_command move = command(MR_CMD_MOVE, party.handle);
        move.a = static_cast<std::uint64_t>(there.handle());
        here.tell(move);
    }

    OtherLoop other_;
};

// A listener spreads what it accepts over both.
class SpreadSession final : public EchoSession {
public:
    explicit SpreadSession(FaultScene& scene) : EchoSession(scene, 4), other_(scene) {}

private:
    bool begin() override {
        if (!other_.open()) return false;
        scene_.java->echoes = other_.side().echoes = true;
        mr_command spread = command(MR_CMD_SPREAD, static_cast<Handle>(scene_.listening));
        spread.a = static_cast<std::uint64_t>(other_.side().handle());
        return scene_.java->ask(spread) == MR_OK;
    }
    void turn() override { other_.turn_both(); }
    std::vector<JavaSide*> sides() override { return {&*scene_.java, &other_.side()}; }
    JavaSide& java(const Party& party) override {
        return other_.side().seen(party.handle).accepted > 0 ? other_.side() : *scene_.java;
    }

    OtherLoop other_;
};

}  // namespace millrace
