// Floor 2. Some rows on their way: first each field's place is written where its value will be, then column by column the
// values are; then rows that turned out malformed are taken out.
//
//     slots:   [ row | row | malformed | row ]   row numbers 7, 8, 10, 12 of those seen
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "columns/table.hpp"

namespace millrace::columns {

class Chunk {
public:
    static constexpr std::uint32_t slots_max = 256;

    Chunk(const Table& table) : table_(table) {}

    // The next slots are the table's from `first` on, at most so many: in these columns nothing is there.
    void restart(std::uint32_t first, std::uint32_t slots, std::uint64_t may_be_absent) {
        first_ = first;
        slots_ = 0;
        named_ = 0;
        is_faulty_ = false;
        for (std::uint64_t& word : faulty_) word = 0;
        for (std::uint64_t left = may_be_absent; left != 0; left &= left - 1) {
            std::fill_n(values(static_cast<std::uint32_t>(std::countr_zero(left))), slots, absent);
        }
    }

    std::uint32_t slots() const { return slots_; }
    std::uint64_t* values(std::uint32_t column) const { return table_.values(column) + first_; }
    std::uint8_t* presence(std::uint32_t column) const { return table_.presence(column) + first_; }

    void take_slot(std::uint32_t row) { rows_[slots_++] = row; }
    // So many, for rows that follow each other.
    void take_slots(std::uint32_t slots, std::uint32_t row) {
        for (const std::uint32_t end = slots_ + slots; slots_ < end;) rows_[slots_++] = row++;
    }

    // Some row names these columns: a bit for each.
    void name(std::uint64_t columns) { named_ |= columns; }
    std::uint64_t named() const { return named_; }

    // Of a row's faults the first that is found counts.
    void set_fault(std::uint32_t slot, mr_column_fault_kind kind, std::uint32_t column, std::uint32_t offset) {
        std::uint64_t& word = faulty_[slot / 64];
        const std::uint64_t bit = std::uint64_t{1} << slot % 64;
        if ((word & bit) != 0) return;
        word |= bit;
        is_faulty_ = true;
        faults_[slot] = {offset, rows_[slot], column, static_cast<std::uint32_t>(kind)};
    }

    // Tells the faults, and answers how many rows are good: those come first now.
    std::uint32_t settle(std::uint32_t& faults) { return is_faulty_ ? take_out_faulty(faults) : slots_; }

private:
    std::uint32_t take_out_faulty(std::uint32_t& faults);
    bool is_faulty(std::uint32_t slot) const { return (faulty_[slot / 64] >> slot % 64 & 1) != 0; }

    const Table& table_;
    std::uint32_t first_ = 0, slots_ = 0;
    std::uint64_t named_ = 0;
    bool is_faulty_ = false;
    std::uint64_t faulty_[slots_max / 64] = {};
    std::uint32_t rows_[slots_max];
    mr_column_fault faults_[slots_max];
};

}  // namespace millrace::columns
