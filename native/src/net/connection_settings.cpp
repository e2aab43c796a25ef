// Floor 3. See connection.hpp: what can be set, and asked for.
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "net/connection.hpp"

namespace millrace {

namespace {

struct Option {
    int level = 0, name = 0;
    std::uint64_t value_max = 0;
};

Option option_of(std::uint32_t setting) {
    switch (setting) {
        case MR_SET_NO_DELAY: return {IPPROTO_TCP, TCP_NODELAY, 1};
        case MR_SET_KEEP_ALIVE: return {SOL_SOCKET, SO_KEEPALIVE, 1};
        case MR_SET_SEND_BUFFER: return {SOL_SOCKET, SO_SNDBUF, 0x3fffffff};
        case MR_SET_RECEIVE_BUFFER: return {SOL_SOCKET, SO_RCVBUF, 0x3fffffff};
        case MR_SET_TRAFFIC_CLASS: return {IPPROTO_IP, IP_TOS, 255};
        default: return {};
    }
}

}  // namespace

Code Connection::set(std::uint32_t setting, std::uint64_t value) {
    if (setting >= MR_SET_IDLE_NANOS) return patience() ? patience_->set(setting, value) : MR_NO_MEMORY;
    const auto bytes = static_cast<std::uint32_t>(value);
    switch (setting) {
        case MR_SET_HIGH_WATER:
            if (value < settings_.low_water_bytes || value > settings_.unsent_bytes_max) return MR_OUT_OF_RANGE;
            settings_.high_water_bytes = bytes;
            return MR_OK;
        case MR_SET_LOW_WATER:
            if (value > settings_.high_water_bytes) return MR_OUT_OF_RANGE;
            settings_.low_water_bytes = bytes;
            return MR_OK;
        case MR_SET_UNSENT_MAX:
            if (value < settings_.high_water_bytes || value > Settings::unsent_bytes_limit) return MR_OUT_OF_RANGE;
            settings_.unsent_bytes_max = bytes;
            return MR_OK;
        case MR_SET_HALF_CLOSE:
            if (value > 1) return MR_OUT_OF_RANGE;
            settings_.half_close = value == 1;
            return MR_OK;
        case MR_SET_CROWDED_INPUT:
            if (value > 1) return MR_OUT_OF_RANGE;
            settings_.crowded_input = value == 1;
            update_interest();
            if (!inbound_.empty() && attached() && reads()) look_again();
            return MR_OK;
        default: break;
    }
    const Option option = option_of(setting);
    if (option.level == 0 && option.name == 0) return MR_OUT_OF_RANGE;
    if (value > option.value_max) return MR_OUT_OF_RANGE;
    Kernel& kernel = loop_->kernel();
    const TimedCall call(loop_->account(), TimedCall::other);
    Code code = code_of(kernel.set_option(fd(), option.level, option.name, static_cast<int>(value)));
    if (code != MR_OK && setting == MR_SET_TRAFFIC_CLASS) {
        code = code_of(kernel.set_option(fd(), IPPROTO_IPV6, IPV6_TCLASS, static_cast<int>(value)));
    }
    return code;
}

// Sent, and not acknowledged; negative when that is not known.
std::int64_t Connection::held_by_kernel() {
    const std::int64_t bytes = wire_.unacknowledged_bytes(*loop_);
    return fin_sent_ && bytes > 0 ? bytes - 1 : bytes;  // our FIN counts as one byte
}

std::uint64_t Connection::acknowledged() {
    const std::int64_t held = held_by_kernel();
    return held < 0 ? 0 : bytes_out() - std::min(static_cast<std::uint64_t>(held), bytes_out());
}

std::uint64_t Connection::progress() {
    const std::int64_t held = held_by_kernel();
    return held < 0 ? 0 : bytes_out() - static_cast<std::uint64_t>(held);
}

std::int64_t Connection::tcp_information(TcpInformation& information) {
    const TimedCall call(loop_->account(), TimedCall::other);
    return loop_->kernel().tcp_information(fd(), information);
}

std::int64_t Connection::get(std::uint32_t setting) const {
    switch (setting) {
        case MR_SET_HIGH_WATER: return settings_.high_water_bytes;
        case MR_SET_LOW_WATER: return settings_.low_water_bytes;
        case MR_SET_UNSENT_MAX: return settings_.unsent_bytes_max;
        case MR_SET_HALF_CLOSE: return settings_.half_close;
        case MR_SET_CROWDED_INPUT: return settings_.crowded_input;
        case MR_SET_IDLE_NANOS:
        case MR_SET_READ_NANOS:
        case MR_SET_WRITE_NANOS:
            return patience_ ? static_cast<std::int64_t>(patience_->get(setting)) : Patience::default_of(setting);
        default: break;
    }
    const Option option = option_of(setting);
    if (option.level == 0 && option.name == 0) return MR_OUT_OF_RANGE;
    const TimedCall call(loop_->account(), TimedCall::other);
    const std::int64_t value = loop_->kernel().option(fd(), option.level, option.name);
    return value < 0 ? code_of(value) : value;
}

}  // namespace millrace
