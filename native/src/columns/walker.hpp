// Floor 2. Takes rows apart: writes where each field is, or what is wrong with the row. It goes from one special byte to the
// next, and each is looked at once, but for those behind a quote that is not closed: from there the row after it is sought.
#pragma once

#include <cstddef>
#include <cstdint>

#include "columns/chunk.hpp"
#include "columns/cursor.hpp"
#include "columns/plan.hpp"

namespace millrace::columns {

struct Input {
    Bytes bytes;
    std::size_t from, length;
    bool ends;  // the end of the bytes is that of a row, too
};

class Walker {
public:
    Walker(const Plan& plan, const simd::Kernels& kernels, const Input& input)
        : plan_(plan),
          bytes_(input.bytes),
          length_(static_cast<std::uint32_t>(input.length)),
          ends_(input.ends),
          cursor_(kernels, input.bytes, input.from, input.length, plan.stops),
          row_start_(static_cast<std::uint32_t>(input.from)) {}

    // Fills slots of the chunk until it has so many, or the bytes are done.
    void walk(Chunk& chunk, std::uint32_t slots);

    bool is_done() const { return is_done_; }
    std::uint32_t consumed() const { return row_start_; }
    std::uint32_t seen() const { return seen_; }
    // No row that counts has fewer bytes than two, but the last.
    std::uint32_t rows_left_max() const { return (length_ - row_start_) / 2 + 1; }
    bool is_too_long() const { return length_ - row_start_ > plan_.row_bytes_max; }

private:
    // What the special byte at_ ends. `fault` is told in fault_*, and `nowhere` is the end of bytes that do not end a row.
    enum class Ended { nothing, item, part, row, fault, nowhere };

    bool is_row_end(std::uint32_t at) const { return at == length_ ? ends_ : bytes_[at] == plan_.row_end; }
    std::uint32_t trim(std::uint32_t start, std::uint32_t end) const {
        return plan_.has_returns && end > start && bytes_[end - 1] == '\r' ? end - 1 : end;
    }
    void store(std::uint32_t column, std::uint64_t span) { values_[column * plan_.stride] = span; }

    std::uint32_t walk_usual(Chunk& chunk, std::uint32_t slots);
    template <std::uint32_t known_fields>
    std::uint32_t walk_usual(Chunk& chunk, std::uint32_t slots);
    void walk_into(Chunk& chunk, std::uint32_t start);
    bool is_nothing() const;
    bool skip_row();
    void clear(std::uint64_t columns);

    Ended walk_row(std::uint32_t start);
    Ended walk_usual_items(const Part& part, std::uint32_t& start);
    Ended check_row();
    Ended walk_section(const Part& part, std::uint32_t start);
    Ended walk_item(const Part& part, std::uint32_t start);
    Ended end_key(const Part& part, std::uint32_t start);
    Ended look_up(const Part& part, std::uint32_t start, std::uint32_t end, std::uint32_t& column);
    Ended end_value(const Part& part, std::uint32_t start, std::uint64_t& span);
    Ended end_quoted(const Part& part, std::uint32_t quote, std::uint64_t& span);
    bool close_quote(Ended& ended, std::uint32_t start);
    Ended what_ends(const Part& part);
    Ended look_further(const Part& part, std::uint8_t byte);
    Ended fail(mr_column_fault_kind kind, std::uint32_t column, std::uint32_t offset);
    Ended fail_quoted(mr_column_fault_kind kind, std::uint32_t column, std::uint32_t quote);

    const Plan& plan_;
    const Bytes bytes_;
    const std::uint32_t length_;
    const bool ends_;
    Cursor cursor_;
    std::uint32_t row_start_;
    std::uint32_t seen_ = 0;
    bool is_done_ = false;

    // Of the row
    std::uint64_t* values_ = nullptr;
    std::uint32_t at_ = 0;
    std::uint32_t part_ = 0;
    std::uint32_t items_ = 0;
    std::uint32_t guess_ = 0;  // which of its section's keys the next one is
    std::uint64_t keyed_ = 0;  // a bit for each column that a key has named

    mr_column_fault_kind fault_kind_ = MR_FAULT_NUMBER;
    std::uint32_t fault_column_ = 0, fault_offset_ = 0;
    std::uint32_t resume_ = 0;  // where the row's end is sought from
    bool is_rewound_ = false;
};

}  // namespace millrace::columns
