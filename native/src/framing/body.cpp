// Floor 2. See body.hpp.
#include "framing/body.hpp"

#include <algorithm>
#include <cstring>

namespace millrace {

namespace {

int hex_value(std::uint8_t byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return -1;
}

// What may stand in an extension or a trailer: no control character but the tab, so no bare CR or LF.
bool is_text(std::uint8_t byte) { return byte == '\t' || (byte >= 0x20 && byte != 0x7f); }

// What the name of a trailer is made of (RFC 9110, section 5.6.2).
bool is_token(std::uint8_t byte) {
    const std::uint8_t lower = byte | 0x20;
    if ((lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9')) return true;
    return byte != 0 && std::strchr("!#$%&'*+-.^_`|~", byte) != nullptr;
}

constexpr std::uint32_t size_digits_max = 15;  // 2^60: nobody sends it, and nothing overflows

}  // namespace

void BodyDecoder::start(mr_body kind, std::uint64_t length) {
    kind_ = kind;
    left_ = kind == MR_BODY_LENGTH ? length : 0;
    counted_ = 0;
    offset_ = body_bytes_ = 0;
    state_ = kind == MR_BODY_CHUNKED ? State::size_first : State::data;
    if (kind == MR_BODY_LENGTH && length == 0) state_ = State::done;
}

BodyDecoder::Step BodyDecoder::next(const std::uint8_t* bytes, std::uint32_t length) {
    Step step;
    while (step.skipped < length && state_ != State::data && state_ != State::done && state_ != State::malformed) {
        state_ = step_head(bytes[step.skipped++]);
        ++offset_;
    }
    if (state_ == State::data) take_data(step, length - step.skipped);
    step.done = state_ == State::done;
    step.malformed = state_ == State::malformed;
    return step;
}

void BodyDecoder::take_data(Step& step, std::uint32_t available) {
    step.data = available;
    if (kind_ != MR_BODY_UNTIL_CLOSE) {
        step.data = static_cast<std::uint32_t>(std::min<std::uint64_t>(available, left_));
        left_ -= step.data;
        if (left_ == 0) state_ = kind_ == MR_BODY_LENGTH ? State::done : State::data_cr;
    }
    offset_ += step.data;
    body_bytes_ += step.data;
}

BodyDecoder::State BodyDecoder::step_head(std::uint8_t byte) {
    switch (state_) {
        case State::size_first:
        case State::size: return step_size(byte);
        case State::extension:
            if (byte == '\r') return State::head_lf;
            return is_text(byte) && ++counted_ <= extension_bytes_max ? State::extension : State::malformed;
        case State::head_lf:
            if (byte != '\n') return State::malformed;
            counted_ = 0;
            return left_ == 0 ? State::trailer_start : State::data;
        case State::data_cr: return byte == '\r' ? State::data_lf : State::malformed;
        case State::data_lf: counted_ = 0; return byte == '\n' ? State::size_first : State::malformed;
        default: return step_trailer(byte);
    }
}

BodyDecoder::State BodyDecoder::step_size(std::uint8_t byte) {
    const int digit = hex_value(byte);
    if (digit >= 0) {
        left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
        return ++counted_ <= size_digits_max ? State::size : State::malformed;
    }
    if (state_ == State::size_first) return State::malformed;
    counted_ = 0;
    if (byte == ';') return State::extension;
    return byte == '\r' ? State::head_lf : State::malformed;
}

BodyDecoder::State BodyDecoder::step_trailer(std::uint8_t byte) {
    if (++counted_ > trailer_bytes_max) return State::malformed;
    switch (state_) {
        case State::trailer_start:
            if (byte == '\r') return State::last_lf;
            return is_token(byte) ? State::trailer_name : State::malformed;
        case State::trailer_name:
            if (byte == ':') return State::trailer;
            return is_token(byte) ? State::trailer_name : State::malformed;
        case State::trailer:
            if (byte == '\r') return State::trailer_lf;
            return is_text(byte) ? State::trailer : State::malformed;
        case State::trailer_lf: return byte == '\n' ? State::trailer_start : State::malformed;
        case State::last_lf: return byte == '\n' ? State::done : State::malformed;
        default: return State::malformed;
    }
}

}  // namespace millrace
