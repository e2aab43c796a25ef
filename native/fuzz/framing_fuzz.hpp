// What the fuzz targets of the framers share.
//
//     input:  [ flags | limit | frames a table | bytes a receive | width | adjustment | what is received ... ]
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

#include "framing/plain_framing.hpp"

inline int fuzz_framing(mr_framing kind, const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t head = 6;
    if (size < head) return 0;
    mr_command command{};
    command.flags = data[0] & 1 ? MR_FRAMING_NOT_EMPTY : 0;
    command.arg = 1u + data[1];
    constexpr std::uint64_t widths[] = {1, 2, 3, 4, 8};
    command.a = widths[data[4] % 5];
    command.b = data[0] >> 1 & 1;
    command.c = static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<std::int8_t>(data[5])));
    const std::string input(reinterpret_cast<const char*>(data) + head, size - head);
    millrace::FramerFeeder feeder(kind, command, 1u + data[2] % 16);
    const std::size_t step = 1u + data[3];
    for (std::size_t at = 0; at < input.size() && feeder.framed.fault == millrace::Fault::none; at += step) {
        feeder.feed(input.substr(at, step));
    }
    if (!feeder.sound || feeder.framed != millrace::PlainFraming(kind, command).frames_of(input)) std::abort();
    return 0;
}
