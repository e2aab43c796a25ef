// Fuzzes the delimiter framer against a search in a string.
//
//     input:  [ delimiter bytes | limit | entries | bytes a receive | delimiter ... | what is received ... ]
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "framing/delimiter.hpp"

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

struct Setting {
    std::string delimiter;
    std::uint32_t frame_bytes_max, ends_max, receive_bytes;
};

// What a string search finds: the frames' ends, and whether the input goes beyond the limit.
std::vector<std::string> plain_frames(const Setting& setting, const std::string& input, bool& too_long) {
    std::vector<std::string> frames;
    std::size_t start = 0;
    for (std::size_t end; (end = input.find(setting.delimiter, start)) != std::string::npos;) {
        if (end - start > setting.frame_bytes_max) break;
        frames.push_back(input.substr(start, end - start));
        start = end + setting.delimiter.size();
    }
    too_long = input.size() - start > setting.frame_bytes_max + setting.delimiter.size() - 1;
    return frames;
}

void run(const Setting& setting, const std::string& input) {
    std::uint64_t number = 0;
    for (std::size_t i = setting.delimiter.size(); i-- > 0;) {
        number = number << 8 | static_cast<std::uint8_t>(setting.delimiter[i]);
    }
    millrace::DelimiterFramer framer;
    require(framer.configure(number, setting.delimiter.size(), {setting.frame_bytes_max, false}) == MR_OK);

    std::vector<std::string> frames;
    std::string unread;
    std::uint64_t scanned = 0, received = 0;
    bool too_long = false;
    for (std::size_t at = 0; at < input.size() && !too_long; at += setting.receive_bytes) {
        const std::string piece = input.substr(at, setting.receive_bytes);
        unread += piece;
        received += piece.size();
        bool full = true;
        while (full && !too_long) {
            const std::vector<std::uint8_t> exact(unread.begin(), unread.end());
            std::vector<std::uint32_t> ends(setting.ends_max);
            const auto found =
                framer.scan(exact.data(), static_cast<std::uint32_t>(exact.size()), ends.data(), setting.ends_max);
            require(found.frames <= setting.ends_max && found.consumed <= unread.size());
            std::size_t start = 0;
            for (std::uint32_t i = 0; i < found.frames; ++i) {
                require(ends[i] >= start && ends[i] <= found.consumed);
                frames.push_back(unread.substr(start, ends[i] - start));
                start = ends[i] + setting.delimiter.size();
            }
            require(start == found.consumed);
            unread.erase(0, found.consumed);
            scanned += found.scanned;
            too_long = found.fault == millrace::Fault::too_long;
            full = found.frames == setting.ends_max;
        }
    }
    bool expected_too_long = false;
    require(frames == plain_frames(setting, input, expected_too_long));
    require(too_long == expected_too_long);
    if (!too_long) require(scanned == received);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 4) return 0;
    const std::size_t delimiter_bytes = 1 + data[0] % 8;
    if (size < 4 + delimiter_bytes) return 0;
    const auto* text = reinterpret_cast<const char*>(data) + 4;
    const Setting setting{std::string(text, delimiter_bytes), data[1], 1u + data[2] % 16, 1u + data[3]};
    run(setting, std::string(text + delimiter_bytes, size - 4 - delimiter_bytes));
    return 0;
}
