// Floor 2. See walker.hpp.
#include "columns/walker.hpp"

#include <algorithm>
#include <bit>

namespace millrace::columns {

void Walker::walk(Chunk& chunk, std::uint32_t slots) {
    for (;;) {
        part_ = 0;
        const std::uint32_t start = plan_.fields_are_rows ? walk_usual(chunk, slots) : row_start_;
        if (chunk.slots() == slots || row_start_ == length_) break;
        at_ = cursor_.take();
        if (part_ == 0 && is_nothing()) [[unlikely]] {
            is_done_ = !skip_row();
        } else {
            walk_into(chunk, start);
        }
        if (is_done_) return;
        row_start_ = at_ == length_ ? length_ : at_ + 1;
        ++seen_;
    }
    is_done_ = row_start_ == length_;
}

// Into the chunk's next slot, if there is a whole row; part_ begins at `start`.
inline void Walker::walk_into(Chunk& chunk, std::uint32_t start) {
    const std::uint32_t slot = chunk.slots();
    values_ = chunk.values(0) + slot;
    Ended ended = walk_row(start);
    if (ended == Ended::row) ended = check_row();
    if (ended != Ended::row) [[unlikely]] {
        is_done_ = ended == Ended::nowhere || !skip_row();
        if (is_done_) return;
        clear(plan_.all());
        chunk.take_slot(seen_);
        chunk.set_fault(slot, fault_kind_, fault_column_, fault_offset_);
        return;
    }
    chunk.take_slot(seen_);
    chunk.name(keyed_);
}

// A span that ends with a CR ends before it.
inline void drop_return(std::uint64_t& span) {
    if (static_cast<std::uint32_t>(span) < span >> 32) span -= std::uint64_t{1} << 32;
}

// Rows of nothing but fields, each of which ends as it usually does, in a hurry; and the first fields of the row behind them.
// The part at which that is over is left to what follows: part_, from where this answers on.
template <std::uint32_t known_fields>
std::uint32_t Walker::walk_usual(Chunk& chunk, std::uint32_t slots) {
    const Bytes bytes = bytes_;
    const std::uint32_t fields = known_fields != 0 ? known_fields : plan_.fields_first;
    const std::uint32_t row_bytes_max = plan_.row_bytes_max;
    const MaybeByte comment = plan_.comment;
    const bool has_returns = plan_.has_returns;
    const std::uint32_t* place = cursor_.known();
    const std::uint32_t* const last = place + cursor_.known_count();
    std::uint64_t* values = chunk.values(0) + chunk.slots();
    std::uint32_t start = row_start_, from = start, rows = 0;
    const std::uint32_t most = slots - chunk.slots();
    while (rows < most && last - place >= fields && bytes[start] != comment) {
        const std::uint32_t* const first = place;
        const std::uint32_t* const row_end = place + fields;
        const UsualField* field = plan_.usual;
#pragma GCC unroll 4
        for (std::uint32_t i = 0; i < fields; ++i, ++field, ++place) {
            if (bytes[*place] != field->end) break;
            values[field->values_at] = span_of(from, *place);
            from = *place + 1;
        }
        if (place != row_end) {
            part_ = static_cast<std::uint32_t>(place - first);
            break;
        }
        const std::uint32_t length = from - 1 - start;
        if (length <= has_returns || length > row_bytes_max) {
            place = first;
            from = start;
            break;
        }
        if (has_returns && bytes[from - 2] == '\r') drop_return(values[plan_.usual[fields - 1].values_at]);
        start = from;
        ++rows;
        ++values;
    }
    cursor_.take(static_cast<std::uint32_t>(place - cursor_.known()));
    chunk.take_slots(rows, seen_);
    row_start_ = start;
    seen_ += rows;
    return from;
}

// With loops of a known length where there are few fields.
inline std::uint32_t Walker::walk_usual(Chunk& chunk, std::uint32_t slots) {
    switch (plan_.fields_first) {
        case 1: return walk_usual<1>(chunk, slots);
        case 2: return walk_usual<2>(chunk, slots);
        case 3: return walk_usual<3>(chunk, slots);
        case 4: return walk_usual<4>(chunk, slots);
        default: return walk_usual<0>(chunk, slots);
    }
}

// An empty row, or a comment.
inline bool Walker::is_nothing() const {
    if (at_ > row_start_ + 1) [[likely]]
        return bytes_[row_start_] == plan_.comment;
    return bytes_[row_start_] == plan_.comment || (is_row_end(at_) && trim(row_start_, at_) == row_start_);
}

// Goes to the row's end, from at_ or where a quote was opened; false: it is not there.
bool Walker::skip_row() {
    if (is_rewound_) {
        is_rewound_ = false;
        cursor_.seek(resume_);
        at_ = cursor_.take();
    }
    while (at_ != length_ && bytes_[at_] != plan_.row_end) at_ = cursor_.take();
    return is_row_end(at_);
}

inline void Walker::clear(std::uint64_t columns) {
    for (; columns != 0; columns &= columns - 1) {
        values_[static_cast<std::size_t>(std::countr_zero(columns)) * plan_.stride] = absent;
    }
}

Walker::Ended Walker::walk_row(std::uint32_t start) {
    items_ = 0;
    keyed_ = 0;
    for (;; start = at_ + 1, at_ = cursor_.take()) {
        const Part& part = plan_.part[part_];
        Ended ended;
        if (part.is_section) {
            ended = walk_section(part, start);
        } else {
            std::uint64_t span;
            ended = end_value(part, start, span);
            store(part.column, span);
        }
        if (ended != Ended::part) return ended;
    }
}

// What can only be said of a whole row.
inline Walker::Ended Walker::check_row() {
    if (at_ - row_start_ > plan_.row_bytes_max) return fail(MR_FAULT_ROW_TOO_LONG, MR_COLUMNS_MAX, row_start_);
    const std::uint64_t missing = plan_.must_be_keyed & ~keyed_;
    if (missing == 0) return Ended::row;
    return fail(MR_FAULT_MISSING, static_cast<std::uint32_t>(std::countr_zero(missing)), at_);
}

// Which column it is that the key names; of one that is passed over, none.
[[gnu::always_inline]] inline Walker::Ended Walker::look_up(const Part& part, std::uint32_t start, std::uint32_t end,
                                                            std::uint32_t& column) {
    if (++items_ > plan_.items_max) return fail(MR_FAULT_TOO_MANY, MR_COLUMNS_MAX, start);
    column = part.keys.find(bytes_, length_, start, end, guess_);
    if (column >= plan_.columns) {
        return part.is_known ? fail(MR_FAULT_UNKNOWN, MR_COLUMNS_MAX, start) : Ended::nothing;
    }
    const std::uint64_t bit = std::uint64_t{1} << column;
    if ((keyed_ & bit) != 0) return fail(MR_FAULT_REPEATED, column, start);
    keyed_ |= bit;
    return Ended::nothing;
}

// Items of a keyed section that are as usual, in a hurry: a key, `assign`, and a value up to the next item, the next part or
// the row's end. The first other one is left to what follows: it begins at `start`, and at_ is the first byte to look at.
Walker::Ended Walker::walk_usual_items(const Part& part, std::uint32_t& start) {
    const Bytes bytes = bytes_;
    while (at_ != length_ && bytes[at_] == part.assign && cursor_.known_count() > 0) {
        const std::uint32_t end = *cursor_.known();
        const std::uint8_t byte = bytes[end];
        if (byte != part.separator && byte != part.next && byte != plan_.row_end) break;
        std::uint32_t column;
        if (look_up(part, start, at_, column) == Ended::fault) return Ended::fault;
        if (column < plan_.columns) {
            store(column, span_of(at_ + 1, byte == plan_.row_end ? trim(at_ + 1, end) : end));
        }
        cursor_.take(1);
        at_ = end;
        if (byte != part.separator) return what_ends(part);
        start = end + 1;
        at_ = cursor_.take();
    }
    return Ended::nothing;
}

Walker::Ended Walker::walk_section(const Part& part, std::uint32_t start) {
    guess_ = 0;
    if (part.is_keyed) {
        const Ended ended = walk_usual_items(part, start);
        if (ended != Ended::nothing) return ended;
    }
    for (;;) {
        const Ended ended = walk_item(part, start);
        if (ended != Ended::item) return ended;
        start = at_ + 1;
        at_ = cursor_.take();
    }
}

inline Walker::Ended Walker::walk_item(const Part& part, std::uint32_t start) {
    Ended ended = end_key(part, start);
    if (ended != Ended::nothing) return ended;
    const std::uint32_t key_end = part.is_keyed ? at_ : start + 1;
    const std::uint32_t value_start = part.is_keyed ? at_ + 1 : start + 1;
    if (part.is_keyed || at_ == start) at_ = cursor_.take();
    std::uint32_t column = MR_COLUMNS_MAX;
    ended = look_up(part, start, key_end, column);
    if (ended == Ended::fault) return ended;
    std::uint64_t span;
    ended = end_value(part, value_start, span);
    if (column < plan_.columns) store(column, span);
    return ended;
}

// `nothing`: there is a key, which ends at at_, or is the byte at `start`. An empty item has none.
inline Walker::Ended Walker::end_key(const Part& part, std::uint32_t start) {
    if (!part.is_keyed && at_ > start) return Ended::nothing;
    for (;; at_ = cursor_.take()) {
        if (at_ != length_ && bytes_[at_] == part.assign) return Ended::nothing;
        const Ended ended = what_ends(part);
        if (ended == Ended::fault || ended == Ended::nowhere) return ended;
        if (ended != Ended::nothing) {
            return part.has_gaps && trim(start, at_) == start ? ended : fail(MR_FAULT_KEY, MR_COLUMNS_MAX, start);
        }
        if (!part.is_keyed) return Ended::nothing;
    }
}

// at_ is the first special byte from the value's start on.
inline Walker::Ended Walker::end_value(const Part& part, std::uint32_t start, std::uint64_t& span) {
    if (part.is_quoted && start < length_ && bytes_[start] == plan_.quote) return end_quoted(part, start, span);
    for (;; at_ = cursor_.take()) {
        const Ended ended = what_ends(part);
        if (ended == Ended::nothing) continue;
        span = span_of(start, ended == Ended::row ? trim(start, at_) : at_);
        return ended;
    }
}

Walker::Ended Walker::end_quoted(const Part& part, std::uint32_t quote, std::uint64_t& span) {
    span = absent;
    Ended ended = Ended::nothing;
    if (!close_quote(ended, quote)) return ended;
    const std::uint32_t close = at_;
    span = span_of(quote + 1, close);
    at_ = cursor_.take();
    ended = what_ends(part);
    if (ended == Ended::nowhere) return ended;
    const std::uint32_t behind = is_row_end(at_) ? trim(close + 1, at_) : at_;
    const bool is_quote = ended == Ended::fault && fault_kind_ == MR_FAULT_QUOTE;
    if (behind != close + 1 || ended == Ended::nothing || is_quote) {
        return fail_quoted(MR_FAULT_QUOTE, part.column, quote);
    }
    return ended;
}

// at_ is the opening one, and will be the closing one. A quote of two, or one behind an escape, is none.
bool Walker::close_quote(Ended& ended, std::uint32_t start) {
    for (;;) {
        at_ = cursor_.take();
        const bool is_beyond = at_ - row_start_ > plan_.row_bytes_max;
        if (at_ == length_ || is_beyond) {
            ended = is_beyond || ends_ ? fail_quoted(MR_FAULT_OPEN, MR_COLUMNS_MAX, start) : Ended::nowhere;
            return false;
        }
        const bool is_quote = bytes_[at_] == plan_.quote;
        if (is_quote && plan_.escape != MR_COLUMN_NO_BYTE) return true;
        if (!is_quote && bytes_[at_] != plan_.escape) continue;
        const std::uint32_t next = cursor_.take();
        const bool is_pair = next == at_ + 1 && next != length_ && (!is_quote || bytes_[next] == plan_.quote);
        if (is_pair) continue;
        cursor_.put_back(next);
        if (is_quote) return true;
    }
}

// Of the part that at_ is in. part_ becomes the next one where that begins.
inline Walker::Ended Walker::what_ends(const Part& part) {
    if (at_ != length_) [[likely]] {
        const std::uint8_t byte = bytes_[at_];
        if (byte == part.next) {
            ++part_;
            return Ended::part;
        }
        if (byte == part.separator) return Ended::item;
        if (byte != plan_.row_end) return look_further(part, byte);
    } else if (!ends_) {
        return Ended::nowhere;
    }
    return part.ends_row ? Ended::row : fail(MR_FAULT_MISSING, plan_.part[part.last].column, at_);
}

Walker::Ended Walker::look_further(const Part& part, std::uint8_t byte) {
    if (byte == plan_.escape) {
        const std::uint32_t next = cursor_.take();
        if (next != at_ + 1 || is_row_end(next)) cursor_.put_back(next);
        return Ended::nothing;
    }
    for (std::uint32_t i = part_ + 2; i <= part.last; ++i) {
        if (byte == plan_.part[i].intro) {
            part_ = i;
            return Ended::part;
        }
    }
    if (byte == part.intro) return fail(MR_FAULT_EXTRA, part.column, at_);
    if (part.is_quoted && byte == plan_.quote) return fail(MR_FAULT_QUOTE, part.column, at_);
    return Ended::nothing;
}

Walker::Ended Walker::fail(mr_column_fault_kind kind, std::uint32_t column, std::uint32_t offset) {
    fault_kind_ = kind;
    fault_column_ = column;
    fault_offset_ = offset;
    return Ended::fault;
}

// The row's end is the first behind the quote: what follows it may be other rows.
Walker::Ended Walker::fail_quoted(mr_column_fault_kind kind, std::uint32_t column, std::uint32_t quote) {
    is_rewound_ = true;
    resume_ = quote + 1;
    return fail(kind, column, quote);
}

}  // namespace millrace::columns
