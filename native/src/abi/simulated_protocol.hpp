// Floor 5. For tests: a protocol of the user's own in a simulated world. It hears what the peer said, byte for byte, whatever it
// does about its framing, and wherever its connection goes meanwhile; it answers some of it, talks with Java, and has a timer.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "abi/simulated_life.hpp"
#include "io/dice.hpp"
#include "millrace/framing.hpp"

namespace millrace {

class SimulatedProtocol {
public:
    // What Java can wish.
    enum Wish : std::uint32_t { another_framing, a_timer, the_next_frame, an_answer, a_word, wishes };

    // `here`: whether the loop that runs now is the one that has the connection.
    SimulatedProtocol(Life& life, Dice& dice, std::function<bool()> here)
        : life_(life), dice_(dice), here_(std::move(here)) {}
    SimulatedProtocol(const SimulatedProtocol&) = delete;
    SimulatedProtocol& operator=(const SimulatedProtocol&) = delete;

    static const mr_protocol table;
    static SimulatedProtocol* next;  // the one that is opened next

    bool is_open() const { return open_; }
    std::uint64_t heard_messages() const { return heard_messages_; }
    std::uint64_t frames() const { return frames_; }
    std::uint64_t framings() const { return framings_; }
    std::uint64_t timers() const { return timers_; }

    // Java lets the next frame come, or asks for the connection to be handed over; and that it is.
    void goes_on() { holds_ = false; }
    void goes_away() { left_ = 0; }
    // Java was told of a move: so was the protocol, once.
    void moved_too() const { EXPECT_EQ(moves_, life_.moves); }
    // Nothing of this, which it has not heard, is owed to it: it is no whole frame, or was left for more behind it.
    bool is_owed_nothing(std::string_view unheard) const;
    // Its loop has had a turn that began then.
    void expect_timer(std::uint64_t turn_nanos);

private:
    static constexpr std::uint32_t overdue_turns_max = 60;

    // By the table, as protocol.h says.
    bool opened(const mr_host* host, mr_transport* transport);
    std::int64_t received(std::string_view bytes);
    void frame(std::string_view bytes);
    void message(std::uint32_t kind, std::uint64_t number, std::string_view bytes);
    void timer();
    void moved();
    void closed();

    void check_place() const;
    void hear(std::string_view bytes);
    void answer(std::string_view bytes);
    void note(std::int32_t answer, std::string_view said);
    void tell();
    void set_timer();
    void reframe();
    void do_something();
    Framing some_framing();
    std::string delimiter() const;
    std::string around(std::string_view frame) const;

    Life& life_;
    Dice& dice_;
    const std::function<bool()> here_;
    const mr_host* host_ = nullptr;
    mr_transport* transport_ = nullptr;
    Framing framing_ = Framing::raw();
    std::size_t left_ = 0;   // bytes that it has seen and not consumed
    std::uint64_t due_ = 0;  // its timer; 0: none
    std::uint32_t overdue_turns_ = 0;
    std::uint64_t heard_messages_ = 0, moves_ = 0;
    std::uint64_t frames_ = 0, framings_ = 0, timers_ = 0;
    bool open_ = false;
    bool holds_ = false;  // in lockstep, before the next frame
};

}  // namespace millrace
