// Floor 2. See plan.hpp. Every number of a plan is checked here, once for each call.
#include "columns/plan.hpp"

#include <cstring>

namespace millrace::columns {

namespace {

bool is_byte(MaybeByte byte) { return byte < MR_COLUMN_NO_BYTE; }
bool is_maybe_byte(MaybeByte byte) { return byte <= MR_COLUMN_NO_BYTE; }

// Where there is no such byte, a number that no byte is.
template <typename Record>
bool read_record(Bytes bytes, std::size_t length, std::size_t at, Record& record) {
    if (length < at || length - at < sizeof record) return false;
    std::memcpy(&record, bytes + at, sizeof record);
    return true;
}

}  // namespace

bool Plan::read(Bytes bytes, std::size_t length) {
    mr_column_plan head;
    if (!read_record(bytes, length, 0, head) || !read_head(head)) return false;
    return read_columns(bytes, length) && read_parts(bytes, length);
}

bool Plan::read_head(const mr_column_plan& head) {
    if (head.version != MR_COLUMNS_VERSION) return false;
    if (head.parts < 1 || head.parts > MR_COLUMNS_MAX || head.columns < 1 || head.columns > MR_COLUMNS_MAX)
        return false;
    if (head.rows_max < 64 || head.rows_max > MR_COLUMN_ROWS_MAX || head.rows_max % 64 != 0) return false;
    if (head.faults_max > MR_COLUMN_ROWS_MAX || !is_byte(head.row_end)) return false;
    if (!is_maybe_byte(head.quote) || !is_maybe_byte(head.escape) || !is_maybe_byte(head.comment)) return false;
    if (head.stops < 1 || head.stops > simd::ByteSet::most) return false;
    parts = head.parts;
    columns = head.columns;
    rows_max = head.rows_max;
    stride = std::size_t{head.rows_max} + MR_COLUMN_GAP;
    faults_max = head.faults_max;
    row_bytes_max = head.row_bytes_max;
    items_max = head.items_max;
    row_end = static_cast<std::uint8_t>(head.row_end);
    quote = head.quote;
    escape = head.escape;
    comment = head.comment;
    has_returns = (head.flags & MR_COLUMN_RETURNS) != 0;
    stops = {head.stop_bytes, head.stops};
    return true;
}

bool Plan::read_columns(Bytes bytes, std::size_t length) {
    may_be_absent = all();
    must_be_keyed = 0;
    of_fields = 0;
    for (std::uint32_t i = 0; i < columns; ++i) {
        mr_column from;
        if (!read_record(bytes, length, sizeof(mr_column_plan) + parts * sizeof(mr_column_part) + i * sizeof from,
                         from)) {
            return false;
        }
        if (from.type > MR_COLUMN_WORD || !is_maybe_byte(from.suffix)) return false;
        Column& to = column[i];
        to.type = from.type;
        to.is_optional = (from.flags & MR_COLUMN_OPTIONAL) != 0;
        to.suffix = from.suffix;
        to.scale = from.scale;
        to.absent = from.absent;
        if (to.type == MR_COLUMN_WORD && !to.words.read(bytes, length, from.words)) return false;
        if (!to.is_optional) must_be_keyed |= std::uint64_t{1} << i;
    }
    return true;
}

bool Plan::read_parts(Bytes bytes, std::size_t length) {
    for (std::uint32_t i = 0; i < parts; ++i) {
        mr_column_part from;
        if (!read_record(bytes, length, sizeof(mr_column_plan) + i * sizeof from, from)) return false;
        if (!read_part(from, i, bytes, length)) return false;
    }
    for (std::uint32_t i = 0; i < parts; ++i) look_behind(i);
    for (fields_first = 0; fields_first < parts && !part[fields_first].is_section; ++fields_first) {
        const Part& field = part[fields_first];
        usual[fields_first] = {field.column * stride, field.next};
    }
    fields_are_rows = fields_first > 0 && part[fields_first - 1].ends_row;
    if (fields_are_rows) usual[fields_first - 1].end = row_end;
    return true;
}

bool Plan::read_part(const mr_column_part& from, std::uint32_t index, Bytes bytes, std::size_t length) {
    if (from.kind > MR_PART_MARKED || !is_maybe_byte(from.intro)) return false;
    if (!is_maybe_byte(from.separator) || !is_maybe_byte(from.assign)) return false;
    Part& to = part[index];
    to.is_section = from.kind != MR_PART_FIELD;
    to.is_keyed = from.kind == MR_PART_KEYED;
    to.is_optional = (from.flags & MR_PART_OPTIONAL) != 0;
    to.is_quoted = (from.flags & MR_PART_QUOTED) != 0;
    to.is_known = (from.flags & MR_PART_KNOWN) != 0;
    to.has_gaps = (from.flags & MR_PART_GAPS) != 0;
    to.intro = from.intro;
    to.column = MR_COLUMNS_MAX;
    to.separator = from.separator;
    to.assign = from.assign;
    if (to.is_section) return to.keys.read(bytes, length, from.words);
    if (from.column >= columns) return false;
    to.column = from.column;
    to.separator = to.assign = MR_COLUMN_NO_BYTE;
    const std::uint64_t bit = std::uint64_t{1} << from.column;
    must_be_keyed &= ~bit;
    of_fields |= bit;
    if (!to.is_optional) may_be_absent &= ~bit;
    return true;
}

void Plan::look_behind(std::uint32_t index) {
    Part& to = part[index];
    to.next = index + 1 < parts ? part[index + 1].intro : MR_COLUMN_NO_BYTE;
    to.last = index;
    to.ends_row = true;
    while (to.ends_row && to.last + 1 < parts) to.ends_row = part[++to.last].is_optional;
}

}  // namespace millrace::columns
