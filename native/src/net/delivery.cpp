// Floor 3. See delivery.hpp.
#include "net/delivery.hpp"

#include <algorithm>

#include "net/connection.hpp"

namespace millrace {

Code Delivery::expect(std::uint64_t number) {
    if (wanted_.size() == MR_DELIVERIES_MAX) return MR_FULL;
    if (!wanted_.push_back({connection_.bytes_out() + connection_.unsent(), number})) return MR_NO_MEMORY;
    step_nanos_ = step_nanos_min;
    if (set_timer()) return MR_OK;
    wanted_.pop_back();
    return MR_NO_MEMORY;
}

bool Delivery::look() {
    tell();
    return set_timer();
}

void Delivery::tell() {
    if (wanted_.empty()) return;
    const std::uint64_t acknowledged = connection_.acknowledged();
    step_nanos_ = acknowledged != acknowledged_ ? step_nanos_min : std::min(2 * step_nanos_, step_nanos_max);
    acknowledged_ = acknowledged;
    std::uint32_t fulfilled = 0;
    while (fulfilled < wanted_.size() && wanted_[fulfilled].bytes <= acknowledged) ++fulfilled;
    if (fulfilled == 0) return;
    if (!connection_.role().delivered(connection_, acknowledged, wanted_[fulfilled - 1].number)) return;
    while (fulfilled-- > 0) wanted_.pop_front();
}

bool Delivery::set_timer() {
    return wanted_.empty() || connection_.loop().timers().set(*this, connection_.loop().now() + step_nanos_);
}

void Delivery::expired(std::uint64_t) {
    tell();
    if (!set_timer()) connection_.end_untimed();
}

}  // namespace millrace
