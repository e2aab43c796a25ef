// Fuzzes the framing of lines that end in LF or CR LF against a plain one; see framing_fuzz.hpp.
#include "framing_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz_framing(MR_FRAMING_LINES, data, size);
}
