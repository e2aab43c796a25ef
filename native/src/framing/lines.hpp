// Floor 2. Finds lines that end in LF, or in CR LF: which of the two is for each line to choose. A CR anywhere else is a
// byte like others. Every byte of input is scanned once, however it arrives.
#pragma once

#include <cstdint>

#include "framing/found.hpp"

namespace millrace {

class LineFramer {
public:
    static constexpr std::uint32_t table_entries = 2;  // for each line: its start and its end

    explicit LineFramer(FrameLimits limits) : limits_(limits) {}
    void restart() { scanned_ = 0; }

    // As DelimiterFramer::scan(), with two entries for each line.
    Found scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* table, std::uint32_t frames_max);

    std::uint32_t wanted() const { return 0; }
    std::uint32_t frame_bytes_max() const { return limits_.bytes_max; }
    std::uint32_t gap() const { return 1; }  // LF
    std::uint32_t lead() const { return 0; }

private:
    FrameLimits limits_;
    std::uint32_t scanned_ = 0;
};

}  // namespace millrace
