// Floor 2. Which loops there are, by number: the way from one loop to another. A mail goes to a number, never to a
// pointer, and learns by its answer that the loop is gone.
#pragma once

#include <array>
#include <mutex>

#include "base/code.hpp"
#include "base/slot_table.hpp"
#include "loop/loop.hpp"
#include "millrace/millrace.h"

namespace millrace {

// A loop as those know it that will come back to it, if it is still there: the loops of one number come one after the
// other, and each has its term.
struct Home {
    Owner number = no_owner;
    std::uint32_t term = 0;
};

class LoopDirectory {
public:
    void enter(Owner number, Loop& loop) {
        Entry& entry = entries_[number];
        std::lock_guard lock(entry.mutex);
        entry.loop = &loop;
        ++entry.term;
    }

    // Of the loop that has the number now.
    Home home(Owner number) {
        Entry& entry = entries_[number];
        std::lock_guard lock(entry.mutex);
        return {number, entry.term};
    }

    // After this no mail reaches the loop, and what was sent has arrived.
    void leave(Owner number) {
        Entry& entry = entries_[number];
        std::lock_guard lock(entry.mutex);
        entry.loop = nullptr;
    }

    Code send(Owner number, const Mail& mail) {
        return send_with(
            number, mail, [] {}, [] {});
    }

    // Sends what belongs to the mail along: `pass` is called when the loop is there, before it can read the mail;
    // `keep` when it could not take the mail after all.
    template <typename Pass, typename Keep>
    Code send_with(Owner number, const Mail& mail, Pass pass, Keep keep) {
        return send_if(
            number, mail, [] { return true; }, pass, keep);
    }

    // The same, if `still` says, under the lock, that whoever has the number now is the one that was meant.
    template <typename Still, typename Pass, typename Keep>
    Code send_if(Owner number, const Mail& mail, Still still, Pass pass, Keep keep) {
        if (number >= entries_.size()) return MR_STALE;
        Entry& entry = entries_[number];
        std::lock_guard lock(entry.mutex);
        if (!entry.loop || !still()) return MR_STALE;
        pass();
        const Code code = entry.loop->post(mail);
        if (code != MR_OK) keep();
        return code;
    }

    // Sends home, and to no other loop that has come to its number since.
    template <typename Pass, typename Keep>
    Code send_home(const Home& home, const Mail& mail, Pass pass, Keep keep) {
        return send_if(
            home.number, mail, [&] { return entries_[home.number].term == home.term; }, pass, keep);
    }

    Code send_home(const Home& home, const Mail& mail) {
        return send_home(
            home, mail, [] {}, [] {});
    }

    void wake(Owner number) {
        if (number >= entries_.size()) return;
        Entry& entry = entries_[number];
        std::lock_guard lock(entry.mutex);
        if (entry.loop) entry.loop->wake();
    }

private:
    struct Entry {
        std::mutex mutex;
        Loop* loop = nullptr;
        std::uint32_t term = 0;
    };

    std::array<Entry, MR_LOOPS_MAX> entries_;
};

}  // namespace millrace
