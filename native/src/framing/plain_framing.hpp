// Floor 2. For tests: each framing once more, as plainly as it can be written, and a feeder that shows a framer its input in
// pieces as a connection does.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "framing/framer.hpp"

namespace millrace {

struct Framed {
    std::vector<std::string> frames;
    Fault fault = Fault::none;

    bool operator==(const Framed&) const = default;
};

class PlainFraming {
public:
    explicit PlainFraming(mr_framing kind, const mr_command& command) : kind_(kind), command_(command) {}

    Framed frames_of(const std::string& input) const {
        Framed framed;
        for (std::size_t at = 0; framed.fault == Fault::none;) {
            const Step step = next(input.substr(at));
            framed.fault = step.fault;
            if (framed.fault == Fault::none && step.whole == 0) break;
            if (framed.fault == Fault::none) framed.frames.push_back(step.frame);
            at += step.whole;
        }
        return framed;
    }

private:
    struct Step {
        std::size_t whole = 0;  // bytes of the frame with all that belongs to it; 0: it is not whole
        std::string frame;
        Fault fault = Fault::none;
    };

    Step next(const std::string& rest) const {
        switch (kind_) {
            case MR_FRAMING_LINES: return line(rest);
            case MR_FRAMING_PREFIX: return prefixed(rest);
            case MR_FRAMING_VARINT: return varint(rest);
            case MR_FRAMING_NETSTRING: return netstring(rest);
            case MR_FRAMING_FIXED: return cut(rest, 0, command_.arg, 0, command_.arg);
            default: std::abort();
        }
    }

    Step line(const std::string& rest) const {
        const std::size_t lf = rest.find('\n');
        if (lf == std::string::npos) return {0, "", rest.size() > command_.arg + 1u ? Fault::too_long : Fault::none};
        const std::size_t end = lf > 0 && rest[lf - 1] == '\r' ? lf - 1 : lf;
        return judged({lf + 1, rest.substr(0, end), Fault::none});
    }

    Step prefixed(const std::string& rest) const {
        const std::size_t width = command_.a;
        if (rest.size() < width) return {};
        // Wider than any number that can stand there.
        __extension__ __int128 number = 0;
        for (std::size_t i = 0; i < width; ++i) {
            number = number * 256 + static_cast<std::uint8_t>(rest[command_.b ? width - 1 - i : i]);
        }
        number += static_cast<std::int64_t>(command_.c);
        if (number < 0) return {0, "", Fault::negative};
        if (number > command_.arg) return {0, "", Fault::too_long};
        return cut(rest, width, static_cast<std::size_t>(number), 0, command_.arg);
    }

    Step varint(const std::string& rest) const {
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < rest.size(); ++i) {
            const auto byte = static_cast<std::uint8_t>(rest[i]);
            if (i == 4 && byte >= 16) return {0, "", Fault::malformed};
            number += std::uint64_t{byte & 127u} << (7 * i);
            if (byte < 128) return cut(rest, i + 1, number, 0, command_.arg);
        }
        return {};
    }

    Step netstring(const std::string& rest) const {
        std::size_t digits = 0;
        std::uint64_t number = 0;
        for (; digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9'; ++digits) {
            if (digits == 1 && rest[0] == '0') return {0, "", Fault::malformed};
            number = number * 10 + static_cast<std::uint64_t>(rest[digits] - '0');
            if (number > command_.arg) return {0, "", Fault::too_long};
        }
        if (digits == rest.size()) return {};
        if (digits == 0 || rest[digits] != ':') return {0, "", Fault::malformed};
        Step step = cut(rest, digits + 1, number, 1, command_.arg);
        if (step.whole > 0 && rest[step.whole - 1] != ',') step.fault = Fault::malformed;
        return step;
    }

    // head | frame | tail
    Step cut(const std::string& rest, std::size_t head, std::uint64_t bytes, std::size_t tail,
             std::uint64_t most) const {
        if (bytes > most) return {0, "", Fault::too_long};
        if (bytes == 0 && refuses_empty()) return {0, "", Fault::empty};
        if (rest.size() < head + bytes + tail) return {};
        return {head + bytes + tail, rest.substr(head, bytes), Fault::none};
    }

    Step judged(Step step) const {
        if (step.frame.size() > command_.arg) step.fault = Fault::too_long;
        if (step.frame.empty() && refuses_empty()) step.fault = Fault::empty;
        return step;
    }

    bool refuses_empty() const { return command_.flags & MR_FRAMING_NOT_EMPTY; }

    mr_framing kind_;
    mr_command command_;
};

// Stops at the first fault. `sound` is false when the framer broke a promise of its own.
class FramerFeeder {
public:
    FramerFeeder(mr_framing kind, const mr_command& command, std::uint32_t frames_max) : frames_max_(frames_max) {
        sound = framer_.configure(kind, command) == MR_OK;
    }

    void feed(const std::string& bytes) {
        unread_ += bytes;
        received += bytes.size();
        for (bool full = sound; full && framed.fault == Fault::none;) full = scan() == frames_max_;
    }

    Framed framed;
    bool sound = true;
    std::uint64_t scanned = 0;
    std::uint64_t received = 0;

private:
    // Memory of exactly the right sizes, so that a sanitizer sees each byte beyond.
    std::uint32_t scan() {
        const std::vector<std::uint8_t> input(unread_.begin(), unread_.end());
        std::vector<std::uint32_t> table(frames_max_ * framer_.table_entries());
        const Found found =
            framer_.scan(input.data(), static_cast<std::uint32_t>(input.size()), table.data(), frames_max_);
        sound = sound && found.frames <= frames_max_ && found.consumed <= input.size();
        scanned += found.scanned;
        std::uint32_t start = framer_.lead();
        for (std::uint32_t i = 0; i < found.frames && sound; ++i) {
            const bool pairs = framer_.table_entries() == 2;
            if (pairs) start = table[2 * i];
            const std::uint32_t end = pairs ? table[2 * i + 1] : table[i];
            sound = start <= end && end <= found.consumed;
            if (sound) framed.frames.push_back(unread_.substr(start, end - start));
            start = end + framer_.gap();
        }
        unread_.erase(0, found.consumed);
        // A frame whose length is known is waited for, and no more than it.
        sound = sound && (framer_.wanted() == 0 || framer_.wanted() > unread_.size() || found.frames == frames_max_ ||
                          found.fault != Fault::none);
        sound = sound && framer_.wanted() <= framer_.frame_bytes_max() + Framer::overhead_bytes_max;
        if (found.frames < frames_max_) framed.fault = found.fault;
        return found.frames;
    }

    Framer framer_;
    const std::uint32_t frames_max_;
    std::string unread_;
};

}  // namespace millrace
