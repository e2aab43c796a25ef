// Floor 4. The chunk heads of one subscriber's stream (RFC 9112, section 7.1), made as its bytes go out.
//
//     head_:  CR LF of the chunk before, size in hex, CR LF      sent_ <= length_
//     left_:  bytes of the open chunk that are not sent yet
#pragma once

#include <cstdint>

#include "base/check.hpp"

namespace millrace {

class ChunkWriter {
public:
    // Opens a chunk of `bytes` > 0; the one before must be complete. Answers the head's length: the bytes copied.
    std::uint32_t open(std::uint64_t bytes) {
        MR_CHECK(left_ == 0 && head_unsent() == 0 && bytes > 0);
        begin_head();
        char digits[16];
        std::uint32_t count = 0;
        for (std::uint64_t rest = bytes; rest != 0; rest >>= 4) digits[count++] = "0123456789abcdef"[rest & 15];
        while (count > 0) head_[length_++] = digits[--count];
        head_[length_++] = '\r';
        head_[length_++] = '\n';
        left_ = bytes;
        return length_;
    }

    // The end of a whole stream.
    void open_last() {
        MR_CHECK(left_ == 0 && head_unsent() == 0);
        begin_head();
        for (const char c : {'0', '\r', '\n', '\r', '\n'}) head_[length_++] = c;
        last_ = true;
    }

    const char* head() const { return head_ + sent_; }
    std::uint32_t head_unsent() const { return length_ - sent_; }
    std::uint64_t left() const { return left_; }
    bool last() const { return last_; }

    // `bytes` of head and chunk together were sent; answers how many of them were the chunk's.
    std::uint64_t sent(std::uint64_t bytes) {
        const std::uint64_t of_head = bytes < head_unsent() ? bytes : head_unsent();
        sent_ += static_cast<std::uint8_t>(of_head);
        left_ -= bytes - of_head;
        return bytes - of_head;
    }

private:
    void begin_head() {
        length_ = sent_ = 0;
        if (begun_) {
            head_[length_++] = '\r';
            head_[length_++] = '\n';
        }
        begun_ = true;
    }

    char head_[24];
    std::uint8_t length_ = 0;
    std::uint8_t sent_ = 0;
    bool begun_ = false;
    bool last_ = false;
    std::uint64_t left_ = 0;
};

}  // namespace millrace
