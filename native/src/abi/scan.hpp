// Floor 5. The kernels as millrace.h offers them: numbers come in, each is checked as far as it can be, the kernels in use
// do the work. Needs no mill.
#pragma once

#include <cstdint>

#include "millrace/millrace.h"

namespace millrace {

// So many bytes at an address; of a needle, the bytes themselves while they fit in.
struct Range {
    std::int64_t address;
    std::int64_t length;
};

struct Needle {
    std::int64_t packed_or_address;
    std::int64_t length;
};

// So many entries at an address.
struct Table {
    std::int64_t address;
    std::int64_t entries;
};

std::int64_t scan(Range range, mr_scan_kind kind, Needle needle);

std::int64_t split(Range range, std::int64_t from, mr_split_kind kind, Needle needle, Table places);

std::int64_t parse_decimals(Range range, std::int64_t start, Table ends, std::int64_t gap, Table numbers);

std::int64_t decode_columns(Range plan, Range range, std::int64_t from, bool ends, Range out);

std::int32_t targets();

}  // namespace millrace
