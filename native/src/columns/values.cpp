// Floor 2. See values.hpp.
#include "columns/values.hpp"

#include <algorithm>
#include <bit>

#include "columns/instant.hpp"
#include "columns/number.hpp"

namespace millrace::columns {

namespace {

// `read(start, end, value)` answers what is wrong, or `fine`.
constexpr int fine = -1;

int fault_of(Parsed parsed, mr_column_fault_kind malformed) {
    if (parsed == Parsed::good) return fine;
    return parsed == Parsed::too_large ? MR_FAULT_TOO_LARGE : malformed;
}

// A place that is not within the bytes is one that somebody has written there meanwhile.
template <typename Read>
void read_slots(const Column& column, std::uint32_t index, std::size_t length, Chunk& chunk, std::uint32_t from,
                std::uint32_t to, Read read) {
    std::uint64_t* const values = chunk.values(index);
    std::uint8_t* const presence = chunk.presence(index);
    for (std::uint32_t slot = from; slot < to; ++slot) {
        const std::uint64_t span = values[slot];
        const auto start = static_cast<std::uint32_t>(span);
        const auto end = static_cast<std::uint32_t>(span >> 32);
        int fault = fine;
        std::uint64_t value = column.absent;
        const bool is_there = start < end && end <= length;
        if (is_there) [[likely]] {
            fault = read(start, end, value);
        } else if (span != absent && !column.is_optional) {
            fault = column.type == MR_COLUMN_WORD       ? MR_FAULT_WORD
                    : column.type == MR_COLUMN_ISO_TIME ? MR_FAULT_TIME
                                                        : MR_FAULT_NUMBER;
        }
        values[slot] = value;
        presence[slot] = is_there;
        if (fault != fine) [[unlikely]]
            chunk.set_fault(slot, static_cast<mr_column_fault_kind>(fault), index, start);
    }
}

template <typename Read>
void read_column(const Column& column, std::uint32_t index, std::size_t length, Chunk& chunk, Read read) {
    read_slots(column, index, length, chunk, 0, chunk.slots(), read);
}

// Without the byte that has to end it, if there is one to.
bool take_suffix(const Column& column, Bytes bytes, std::uint32_t start, std::uint32_t& end) {
    if (column.suffix == MR_COLUMN_NO_BYTE) return true;
    return bytes[end - 1] == column.suffix && --end > start;
}

void read_integers(const Column& column, std::uint32_t index, Bytes bytes, std::size_t length, Chunk& chunk) {
    read_column(column, index, length, chunk, [&](std::uint32_t start, std::uint32_t end, std::uint64_t& value) {
        std::int64_t number = 0;
        if (!take_suffix(column, bytes, start, end)) return int{MR_FAULT_NUMBER};
        const Parsed parsed = parse_integer(bytes, start, end, number);
        value = static_cast<std::uint64_t>(number);
        return fault_of(parsed, MR_FAULT_NUMBER);
    });
}

// Several at once where a kernel can; one by one what it leaves, and then the more the more often it leaves some.
void read_decimals(const Column& column, std::uint32_t index, Bytes bytes, std::size_t length,
                   const simd::Kernels& kernels, Chunk& chunk) {
    constexpr std::uint32_t least = 4, most = 64;
    const auto read = [&](std::uint32_t start, std::uint32_t end, std::uint64_t& value) {
        double number = 0;
        if (!take_suffix(column, bytes, start, end)) return int{MR_FAULT_NUMBER};
        const Parsed parsed = parse_decimal(bytes, start, end, number);
        value = std::bit_cast<std::uint64_t>(number);
        return fault_of(parsed, MR_FAULT_NUMBER);
    };
    const std::uint32_t slots = chunk.slots();
    const bool is_quick = column.suffix == MR_COLUMN_NO_BYTE;
    std::uint32_t alone = is_quick ? least : slots;
    for (std::uint32_t slot = 0; slot < slots;) {
        if (is_quick) {
            const auto done =
                static_cast<std::uint32_t>(kernels.read_spans(bytes, length, chunk.values(index) + slot, slots - slot));
            std::fill_n(chunk.presence(index) + slot, done, std::uint8_t{1});
            slot += done;
            alone = done > 0 ? least : std::min(2 * alone, most);
        }
        const std::uint32_t to = std::min(slot + alone, slots);
        read_slots(column, index, length, chunk, slot, to, read);
        slot = to;
    }
}

void read_times(const Column& column, std::uint32_t index, Bytes bytes, std::size_t length, Chunk& chunk) {
    const auto scale = static_cast<std::int64_t>(column.scale);
    read_column(column, index, length, chunk, [&](std::uint32_t start, std::uint32_t end, std::uint64_t& value) {
        std::int64_t number = 0;
        const Parsed parsed = parse_integer(bytes, start, end, number);
        if (__builtin_mul_overflow(number, scale, &number)) return int{MR_FAULT_TOO_LARGE};
        value = static_cast<std::uint64_t>(number);
        return fault_of(parsed, MR_FAULT_NUMBER);
    });
}

void read_iso_times(const Column& column, std::uint32_t index, Bytes bytes, std::size_t length, Chunk& chunk) {
    read_column(column, index, length, chunk, [&](std::uint32_t start, std::uint32_t end, std::uint64_t& value) {
        std::int64_t nanos = 0;
        const Parsed parsed = parse_instant(bytes, start, end, nanos);
        value = static_cast<std::uint64_t>(nanos);
        return fault_of(parsed, MR_FAULT_TIME);
    });
}

void read_words(const Column& column, std::uint32_t index, Bytes bytes, std::size_t length, Chunk& chunk) {
    read_column(column, index, length, chunk, [&](std::uint32_t start, std::uint32_t end, std::uint64_t& value) {
        const std::uint32_t word = column.words.find(bytes, length, start, end);
        value = word;
        return word == Words::none ? int{MR_FAULT_WORD} : fine;
    });
}

}  // namespace

void read_values(const Plan& plan, const simd::Kernels& kernels, Bytes bytes, std::size_t length, Chunk& chunk) {
    for (std::uint32_t index = 0; index < plan.columns; ++index) {
        const Column& column = plan.column[index];
        const bool is_named = ((plan.of_fields | chunk.named()) >> index & 1) != 0;
        if (!is_named && column.type != MR_COLUMN_SLICE) {
            std::fill_n(chunk.values(index), chunk.slots(), column.absent);
            std::fill_n(chunk.presence(index), chunk.slots(), std::uint8_t{0});
            continue;
        }
        switch (column.type) {
            case MR_COLUMN_INTEGER: read_integers(column, index, bytes, length, chunk); break;
            case MR_COLUMN_DECIMAL: read_decimals(column, index, bytes, length, kernels, chunk); break;
            case MR_COLUMN_TIME: read_times(column, index, bytes, length, chunk); break;
            case MR_COLUMN_ISO_TIME: read_iso_times(column, index, bytes, length, chunk); break;
            case MR_COLUMN_WORD: read_words(column, index, bytes, length, chunk); break;
            default: break;
        }
    }
}

}  // namespace millrace::columns
