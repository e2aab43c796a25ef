// Fuzzes the body decoder: whole, and in pieces, it must come to the same end; and it never goes beyond its input.
//
//     input:  [ kind | length | bytes a receive | the encoded body ... ]
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "framing/body.hpp"

namespace {

using millrace::BodyDecoder;

void require(bool condition) {
    if (!condition) std::abort();
}

struct Outcome {
    std::string data;
    bool done = false;
    bool malformed = false;
    std::uint64_t offset = 0;

    bool operator==(const Outcome&) const = default;
};

Outcome decode(mr_body kind, std::uint64_t length, const std::string& input, std::size_t receive_bytes) {
    BodyDecoder decoder;
    decoder.start(kind, length);
    Outcome outcome;
    outcome.done = decoder.done();
    for (std::size_t begin = 0; begin < input.size(); begin += receive_bytes) {
        const std::string text = input.substr(begin, receive_bytes);
        const std::vector<std::uint8_t> exact(text.begin(), text.end());
        std::size_t at = 0;
        while (at < exact.size() && !outcome.done && !outcome.malformed) {
            const std::size_t left = exact.size() - at;
            const auto step = decoder.next(exact.data() + at, static_cast<std::uint32_t>(left));
            require(step.skipped <= left && step.data <= left - step.skipped);
            require(step.skipped + step.data > 0);
            outcome.data.append(text, at + step.skipped, step.data);
            at += step.skipped + step.data;
            outcome.done = step.done;
            outcome.malformed = step.malformed;
        }
    }
    outcome.offset = decoder.offset();
    require(decoder.body_bytes() == outcome.data.size());
    require(outcome.offset <= input.size());
    require(!(outcome.done && outcome.malformed));
    return outcome;
}

// What was decoded, encoded anew and decoded again, is the same.
void check_round_trip(const std::string& data) {
    std::string encoded;
    if (!data.empty()) {
        const char* const digits = "0123456789abcdef";
        for (int shift = 28; shift >= 0; shift -= 4) encoded += digits[data.size() >> shift & 15];
        encoded += "\r\n" + data + "\r\n";
    }
    encoded += "0\r\n\r\n";
    const Outcome again = decode(MR_BODY_CHUNKED, 0, encoded, encoded.size());
    require(again.done && again.data == data && again.offset == encoded.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) return 0;
    const auto kind = static_cast<mr_body>(data[0] % 3);
    const std::uint64_t length = data[1];
    const std::string input(reinterpret_cast<const char*>(data) + 3, size - 3);
    const Outcome whole = decode(kind, length, input, std::max<std::size_t>(input.size(), 1));
    require(decode(kind, length, input, 1u + data[2]) == whole);
    require(decode(kind, length, input, 1) == whole);
    if (kind == MR_BODY_UNTIL_CLOSE) require(whole.data == input && !whole.done && !whole.malformed);
    if (kind == MR_BODY_LENGTH) {
        require(whole.data == input.substr(0, length));
        require(whole.done == (input.size() >= length));
    }
    check_round_trip(whole.data);
    return 0;
}
