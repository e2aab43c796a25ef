// Fuzzes the framing of frames behind their length against a plain one; see framing_fuzz.hpp.
#include "framing_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz_framing(MR_FRAMING_PREFIX, data, size);
}
