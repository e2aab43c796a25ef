// Floor 5. For tests: a protocol of the user's own whose calls are lambdas of the test, and a mill in which it is loaded.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "abi/fault_mill.hpp"

namespace millrace {

// What the protocol of a test does; all its connections share it.
struct Script {
    std::function<std::int64_t(const mr_host*, mr_transport*, std::string_view)> received;
    std::function<std::int32_t(const mr_host*, mr_transport*, const std::uint8_t*, std::size_t)> frame;
    std::function<std::int32_t(const mr_host*, mr_transport*, std::uint32_t, std::uint64_t, std::string_view)> message;
    std::function<std::int32_t(const mr_host*, mr_transport*)> timer, moved;
    std::function<void(const mr_host*, mr_transport*)> closed;
    bool opens = true;
    bool aborts_at_once = false;
    int open = 0, moves = 0;
};
inline Script* script = nullptr;

struct ScriptedState {
    const mr_host* host;
    mr_transport* transport;
    static ScriptedState& of(void* state) { return *static_cast<ScriptedState*>(state); }
};

inline const mr_protocol scripted{
    MR_PROTOCOL_VERSION,
    sizeof(mr_protocol),
    "scripted",
    [](const mr_host* host, mr_transport* transport) -> void* {
        if (!script->opens) return nullptr;
        ++script->open;
        if (script->aborts_at_once) host->abort(transport);
        return new ScriptedState{host, transport};
    },
    [](void* state, const std::uint8_t* bytes, std::size_t length) -> std::int64_t {
        return script->received(ScriptedState::of(state).host, ScriptedState::of(state).transport,
                                {reinterpret_cast<const char*>(bytes), length});
    },
    [](void* state, const std::uint8_t* bytes, std::size_t length) -> std::int32_t {
        return script->frame(ScriptedState::of(state).host, ScriptedState::of(state).transport, bytes, length);
    },
    [](void* state, std::uint32_t kind, std::uint64_t number, const std::uint8_t* bytes,
       std::size_t length) -> std::int32_t {
        return script->message(ScriptedState::of(state).host, ScriptedState::of(state).transport, kind, number,
                               {reinterpret_cast<const char*>(bytes), length});
    },
    [](void* state) -> std::int32_t {
        return script->timer(ScriptedState::of(state).host, ScriptedState::of(state).transport);
    },
    [](void* state) {
        --script->open;
        if (script->closed) script->closed(ScriptedState::of(state).host, ScriptedState::of(state).transport);
        delete &ScriptedState::of(state);
    },
    [](void* state) -> std::int32_t {
        ++script->moves;
        return script->moved ? script->moved(ScriptedState::of(state).host, ScriptedState::of(state).transport) : 0;
    },
};

class FusionTest : public testing::Test {
protected:
    FusionTest() {
        script = &script_;
        std::string why;
        number_ = mill_.mill().protocols().enter(&scripted, why);
        EXPECT_EQ(number_, 0) << why;
    }
    ~FusionTest() override {
        mill_.close();
        EXPECT_EQ(script_.open, 0);
        script = nullptr;
    }

    mr_command fuse(Handle handle, std::uint64_t number) {
        mr_command record = command(MR_CMD_FUSE, handle);
        record.a = number;
        return record;
    }
    FaultMill::Pair fused(std::string_view delimiter = "") {
        auto pair = mill_.accept();
        if (!delimiter.empty()) mill_.java->frame(pair.handle, delimiter, 100);
        mill_.java->tell(fuse(pair.handle, static_cast<std::uint64_t>(number_)));
        mill_.turn();
        return pair;
    }
    mr_command message(Handle handle, std::uint32_t kind = 0, std::uint64_t number = 0) {
        mr_command record = command(MR_CMD_MESSAGE, handle);
        record.arg = kind;
        record.a = number;
        return record;
    }
    bool ends(FaultMill::Pair& pair, mr_reason reason, std::uint64_t detail) {
        Seen& seen = mill_.java->seen(pair.handle);
        if (!mill_.until([&] { return !seen.ended.empty(); }, [&] { pair.peer.receive(); })) return false;
        EXPECT_EQ(seen.ended[0].code, reason);
        EXPECT_EQ(seen.ended[0].d, detail);
        return true;
    }

    Script script_;
    FaultMill mill_;
    std::int64_t number_ = -1;
};

}  // namespace millrace
