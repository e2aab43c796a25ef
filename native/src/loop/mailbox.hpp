// Floor 2. A loop's mailbox: records from other threads, in the order posted. The lock is held for one append or one
// exchange of two vectors. Its room is reserved at the start (untouched pages take no memory), so posting allocates
// nothing; a post beyond it is refused.
#pragma once

#include <atomic>
#include <mutex>
#include <new>
#include <vector>

#include "base/code.hpp"
#include "millrace/records.h"

namespace millrace {

// Kinds below 64 are commands to this loop, the others notices for its owner.
union Mail {
    mr_command command;
    mr_event event;
    std::uint16_t kind;
};

inline constexpr std::uint16_t first_notice_kind = MR_EVENT_ACCEPTED;

class Mailbox {
public:
    // Room for everything that can be under way at once.
    Code reserve(std::size_t mails_max) {
        try {
            filling_.reserve(mails_max);
            emptying_.reserve(mails_max);
            mails_max_ = mails_max;
            return MR_OK;
        } catch (const std::bad_alloc&) {
            return MR_NO_MEMORY;
        }
    }

    // From any thread. MR_FULL when the room is used up, MR_WRONG_STATE once closed.
    Code post(const Mail& mail) {
        std::lock_guard lock(mutex_);
        if (closed_) return MR_WRONG_STATE;
        if (filling_.size() == mails_max_) return MR_FULL;
        filling_.push_back(mail);
        waiting_.store(true, std::memory_order_seq_cst);
        return MR_OK;
    }

    // Is there mail that has not been read?
    bool waiting() const { return next_ < emptying_.size() || waiting_.load(std::memory_order_seq_cst); }

    // By the owner: reads what has been posted so far, until `full` says that no more can be taken now. What is posted
    // meanwhile is left for the next time, so that no poster, and no reader that posts to itself, can keep the owner.
    template <typename Read, typename Full>
    void take(Read read, Full full) {
        read_on(read, full);
        if (next_ < emptying_.size() || full() || !waiting()) return;
        exchange();
        read_on(read, full);
    }

    // Refuses posts from now on; what was posted before can still be taken.
    void close() {
        std::lock_guard lock(mutex_);
        closed_ = true;
    }

private:
    template <typename Read, typename Full>
    void read_on(Read& read, Full& full) {
        while (next_ < emptying_.size() && !full()) read(emptying_[next_++]);
    }

    void exchange() {
        emptying_.clear();
        next_ = 0;
        std::lock_guard lock(mutex_);
        filling_.swap(emptying_);
        waiting_.store(false, std::memory_order_seq_cst);
    }

    std::mutex mutex_;
    std::vector<Mail> filling_;
    std::vector<Mail> emptying_;  // the owner's, read up to next_
    std::size_t next_ = 0;
    std::size_t mails_max_ = 0;
    std::atomic<bool> waiting_{false};
    bool closed_ = false;
};

}  // namespace millrace
