// Floor 2. The table that Java sees: see mr_column_table. Java may write to it meanwhile, so nothing that is read from it is
// taken for true.
#pragma once

#include <cstddef>
#include <cstdint>

#include "columns/plan.hpp"
#include "millrace/columns.h"

namespace millrace::columns {

class Table {
public:
    Table(std::uint8_t* memory, const Plan& plan)
        : memory_(memory), stride_(plan.stride), faults_max_(plan.faults_max), columns_(plan.columns) {}

    std::size_t bytes() const { return presence_at() + columns_ * stride_; }

    mr_column_table& head() const { return *reinterpret_cast<mr_column_table*>(memory_); }
    mr_column_fault* faults() const { return reinterpret_cast<mr_column_fault*>(memory_ + sizeof(mr_column_table)); }

    // The column's first value, and first byte that says whether it is there.
    std::uint64_t* values(std::uint32_t column) const {
        return reinterpret_cast<std::uint64_t*>(memory_ + values_at()) + column * stride_;
    }
    std::uint8_t* presence(std::uint32_t column) const { return memory_ + presence_at() + column * stride_; }

    std::uint32_t columns() const { return columns_; }
    std::uint32_t faults_max() const { return faults_max_; }

private:
    std::size_t values_at() const { return sizeof(mr_column_table) + faults_max_ * sizeof(mr_column_fault); }
    std::size_t presence_at() const { return values_at() + columns_ * stride_ * sizeof(std::uint64_t); }

    std::uint8_t* memory_;
    std::size_t stride_;
    std::uint32_t faults_max_, columns_;
};

// A field is its first byte's place, and the one behind its last in the upper half.
constexpr std::uint64_t absent = ~std::uint64_t{0};

constexpr std::uint64_t span_of(std::uint32_t start, std::uint32_t end) { return start | std::uint64_t{end} << 32; }

}  // namespace millrace::columns
