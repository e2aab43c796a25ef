// Floor 4. The chunks of one subscriber's stream (RFC 9112, section 7.1), framed as its bytes go out.
//
//     head_: size in hex, CR LF  |  the chunk's data, left_ bytes of it unsent  |  tail: CR LF
//
// The tail goes out with the data's last byte: a client that reads chunk by chunk sees each as soon as it is there.
#pragma once

#include <cstdint>
#include <initializer_list>

#include "base/check.hpp"

namespace millrace {

class ChunkWriter {
public:
    // Opens a chunk of `bytes` > 0; the one before must be complete. Answers the bytes of framing that it needs.
    std::uint32_t open(std::uint64_t bytes) {
        MR_CHECK(complete() && bytes > 0);
        char digits[16];
        std::uint8_t count = 0;
        for (std::uint64_t rest = bytes; rest != 0; rest >>= 4) digits[count++] = "0123456789abcdef"[rest & 15];
        length_ = sent_ = 0;
        while (count > 0) head_[length_++] = digits[--count];
        head_[length_++] = '\r';
        head_[length_++] = '\n';
        left_ = bytes;
        tail_unsent_ = tail_bytes;
        return length_ + tail_bytes;
    }

    // The end of a whole stream.
    void open_last() {
        MR_CHECK(complete() && !last_);
        length_ = sent_ = 0;
        for (const char c : {'0', '\r', '\n', '\r', '\n'}) head_[length_++] = c;
        last_ = true;
    }

    bool complete() const { return head_unsent() == 0 && left_ == 0 && tail_unsent_ == 0; }
    bool last() const { return last_; }

    const char* head() const { return head_ + sent_; }
    std::uint32_t head_unsent() const { return length_ - sent_; }
    std::uint64_t left() const { return left_; }
    const char* tail() const { return &"\r\n"[tail_bytes - tail_unsent_]; }
    std::uint32_t tail_unsent() const { return tail_unsent_; }

    // `bytes` of head, data and tail together were sent; answers how many of them were data.
    std::uint64_t sent(std::uint64_t bytes) {
        const std::uint64_t of_head = bytes < head_unsent() ? bytes : head_unsent();
        sent_ += static_cast<std::uint8_t>(of_head);
        bytes -= of_head;
        const std::uint64_t of_data = bytes < left_ ? bytes : left_;
        left_ -= of_data;
        tail_unsent_ -= static_cast<std::uint8_t>(bytes - of_data);
        return of_data;
    }

private:
    static constexpr std::uint8_t tail_bytes = 2;

    char head_[18];  // sixteen digits and CR LF
    std::uint8_t length_ = 0;
    std::uint8_t sent_ = 0;
    std::uint8_t tail_unsent_ = 0;
    bool last_ = false;
    std::uint64_t left_ = 0;
};

}  // namespace millrace
