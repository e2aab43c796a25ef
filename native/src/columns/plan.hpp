// Floor 2. A plan as Java has written it, copied and checked: how a row is taken apart, and what its fields are.
//
//     a part is ended by the byte that introduces one of the next, up to the first that must be there:
//
//     a ,b? ;c? |d        behind `a` comes , or ; or |      behind `b` comes ; or |
#pragma once

#include <cstddef>
#include <cstdint>

#include "columns/words.hpp"
#include "millrace/columns.h"
#include "simd/kernels.hpp"

namespace millrace::columns {

// A byte, or MR_COLUMN_NO_BYTE, which is none.
using MaybeByte = std::uint32_t;

struct Part {
    bool is_section, is_keyed, is_optional;
    bool is_quoted, is_known, has_gaps;
    MaybeByte intro;
    MaybeByte next;        // of the part behind it
    std::uint32_t last;    // the parts behind it that may follow are up to this one
    bool ends_row;         // nothing that must be there follows
    std::uint32_t column;  // of a field; of a section, the first that must be there, to be named where it is missing
    MaybeByte separator, assign;
    Words keys;
};

// Of a part that is a field: what it ends with in most rows, and where its column's values begin among all.
struct UsualField {
    std::size_t values_at;
    MaybeByte end;
};

struct Column {
    std::uint32_t type;
    bool is_optional;
    MaybeByte suffix;
    std::uint64_t scale, absent;
    Words words;
};

struct Plan {
    std::uint32_t parts, columns;
    std::uint32_t rows_max, faults_max, row_bytes_max, items_max;
    std::size_t stride;  // from a column's first place to the next one's
    std::uint8_t row_end;
    MaybeByte quote, escape, comment;
    bool has_returns;
    simd::ByteSet stops{0};
    std::uint64_t may_be_absent;  // a bit for each column that not every row sets
    std::uint32_t fields_first;   // parts at the beginning that are fields
    bool fields_are_rows;         // nothing else has to follow them
    std::uint64_t of_fields;      // a bit for each column of a field
    std::uint64_t must_be_keyed;  // of those, a bit for each that a section has to have
    UsualField usual[MR_COLUMNS_MAX];
    Part part[MR_COLUMNS_MAX];
    Column column[MR_COLUMNS_MAX];

    std::uint64_t all() const {
        return columns == MR_COLUMNS_MAX ? ~std::uint64_t{0} : (std::uint64_t{1} << columns) - 1;
    }

    // False: this is no plan. Sets of words stay where they are; whoever has written them keeps them there.
    bool read(Bytes bytes, std::size_t length);

private:
    bool read_head(const mr_column_plan& head);
    bool read_columns(Bytes bytes, std::size_t length);
    bool read_parts(Bytes bytes, std::size_t length);
    bool read_part(const mr_column_part& from, std::uint32_t index, Bytes bytes, std::size_t length);
    void look_behind(std::uint32_t index);
};

}  // namespace millrace::columns
