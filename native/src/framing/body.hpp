// Floor 2. Where the data of an HTTP body lies: by length, in chunks (RFC 9112, section 7.1), or until the peer closes.
// Strict: a chunk head that two parsers could read differently is an error. Data is pointed at, never copied.
//
//     chunked:  size → extension → (CR) LF → data … → CR LF → size …   size 0 → trailers → CR LF → done
#pragma once

#include <cstdint>

#include "millrace/records.h"

namespace millrace {

class BodyDecoder {
public:
    static constexpr std::uint32_t extension_bytes_max = 256;  // of one chunk head
    static constexpr std::uint32_t trailer_bytes_max = 8192;   // of all trailers together

    // What the next bytes are: first `skipped` of framing, then `data` of the body. `done`: the body ended right behind
    // them, and what follows is not the body's. `malformed`: it is not a body; offset() says where.
    struct Step {
        std::uint32_t skipped = 0;
        std::uint32_t data = 0;
        bool done = false;
        bool malformed = false;
    };

    void start(mr_body kind, std::uint64_t length);

    // Looks at bytes[0, length): stops after one run of data, at the end, or at an error.
    Step next(const std::uint8_t* bytes, std::uint32_t length);

    std::uint64_t offset() const { return offset_; }          // bytes of the encoded body seen so far
    std::uint64_t body_bytes() const { return body_bytes_; }  // of its data
    bool done() const { return state_ == State::done; }
    bool ends_with_peer() const { return kind_ == MR_BODY_UNTIL_CLOSE; }

private:
    enum class State : std::uint8_t {
        size_first,
        size,
        extension,
        head_lf,
        data,
        data_cr,
        data_lf,
        trailer_start,
        trailer_name,
        trailer,
        trailer_lf,
        last_lf,
        done,
        malformed
    };

    State step_head(std::uint8_t byte);
    State step_size(std::uint8_t byte);
    State step_trailer(std::uint8_t byte);
    void take_data(Step& step, std::uint32_t available);

    mr_body kind_ = MR_BODY_LENGTH;
    State state_ = State::done;
    std::uint64_t left_ = 0;     // of the body or the chunk
    std::uint32_t counted_ = 0;  // digits, extension bytes or trailer bytes so far
    std::uint64_t offset_ = 0;
    std::uint64_t body_bytes_ = 0;
};

}  // namespace millrace
