// Floor 4. The framing that a protocol of the user's own asks for, checked, as the framers know it.
#pragma once

#include "base/code.hpp"
#include "framing/framer.hpp"
#include "millrace/protocol.h"

namespace millrace {

struct WantedFraming {
    mr_framing kind = MR_FRAMING_RAW;
    bool lockstep = false;
    Framer framer;  // unless it is RAW

    // MR_OUT_OF_RANGE where something in it cannot be.
    Code read(const mr_protocol_framing* wanted);
};

}  // namespace millrace
