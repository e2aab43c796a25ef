// Floor 2. See walker.hpp.
#include "columns/walker.hpp"

#include <algorithm>
#include <bit>

namespace millrace::columns {

void Walker::walk(Chunk& chunk, std::uint32_t slots) {
    stride_ = plan_.rows_max;
    while (chunk.slots() < slots && row_start_ != length_ && !is_done_) {
        at_ = cursor_.take();
        if (is_nothing()) [[unlikely]] {
            is_done_ = !skip_row();
        } else {
            walk_into(chunk);
        }
        if (is_done_) return;
        row_start_ = at_ == length_ ? length_ : at_ + 1;
        ++seen_;
    }
    is_done_ = row_start_ == length_;
}

// Into the chunk's next slot, if there is a whole row.
inline void Walker::walk_into(Chunk& chunk) {
    const std::uint32_t slot = chunk.slots();
    values_ = chunk.values(0) + slot;
    clear(plan_.may_be_absent);
    Ended ended = walk_row();
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
        values_[static_cast<std::size_t>(std::countr_zero(columns)) * stride_] = absent;
    }
}

inline Walker::Ended Walker::walk_row() {
    part_ = 0;
    items_ = 0;
    keyed_ = 0;
    std::uint32_t start = row_start_;
    const Ended ended = walk_fields(start);
    return ended == Ended::row ? ended : walk_parts(start);
}

// The usual, in a hurry: each of the first parts is a field, and ends where the next one begins, or with the row. The first
// that does not is left to the other functions; `start` is where it begins, and part_ which it is.
inline Walker::Ended Walker::walk_fields(std::uint32_t& start) {
    if (at_ == length_) return Ended::nothing;
    const std::uint32_t* const known = cursor_.known();
    const std::uint32_t most = std::min(plan_.fields_first, cursor_.known_count());
    std::uint32_t at = at_;
    std::uint32_t i = 0;
    Ended ended = Ended::nothing;
    for (; i < most; at = known[i++]) {
        const Part& part = plan_.part[i];
        const std::uint8_t byte = bytes_[at];
        if (byte != part.next) {
            if (byte != plan_.row_end || !part.ends_row) break;
            store(part.column, {start, trim(start, at)});
            ended = Ended::row;
            break;
        }
        store(part.column, {start, at});
        start = at + 1;
    }
    cursor_.take(i);
    at_ = at;
    part_ = i;
    return ended;
}

Walker::Ended Walker::walk_parts(std::uint32_t start) {
    for (;; start = at_ + 1, at_ = cursor_.take()) {
        const Part& part = plan_.part[part_];
        Ended ended;
        if (part.is_section) {
            ended = walk_section(part, start);
        } else {
            Span value{start, start};
            ended = end_value(part, value);
            store(part.column, value);
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

Walker::Ended Walker::walk_section(const Part& part, std::uint32_t start) {
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
    Span key{start, at_};
    Span value{at_ + 1, at_ + 1};
    if (part.is_keyed) {
        at_ = cursor_.take();
    } else {
        key.end = value.start = value.end = start + 1;
        if (at_ == start) at_ = cursor_.take();
    }
    std::uint32_t column = MR_COLUMNS_MAX;
    ended = look_up(part, key, column);
    if (ended == Ended::fault) return ended;
    ended = end_value(part, value);
    if (column < plan_.columns) store(column, value);
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

inline Walker::Ended Walker::look_up(const Part& part, Span key, std::uint32_t& column) {
    if (++items_ > plan_.items_max) return fail(MR_FAULT_TOO_MANY, MR_COLUMNS_MAX, key.start);
    column = part.keys.find(bytes_, length_, key.start, key.end);
    if (column >= plan_.columns) {
        return part.is_known ? fail(MR_FAULT_UNKNOWN, MR_COLUMNS_MAX, key.start) : Ended::nothing;
    }
    const std::uint64_t bit = std::uint64_t{1} << column;
    if ((keyed_ & bit) != 0) return fail(MR_FAULT_REPEATED, column, key.start);
    keyed_ |= bit;
    return Ended::nothing;
}

// at_ is the first special byte from the value's start on.
inline Walker::Ended Walker::end_value(const Part& part, Span& value) {
    if (part.is_quoted && value.start < length_ && bytes_[value.start] == plan_.quote) return end_quoted(part, value);
    for (;; at_ = cursor_.take()) {
        const Ended ended = what_ends(part);
        if (ended == Ended::nothing) continue;
        value.end = ended == Ended::row ? trim(value.start, at_) : at_;
        return ended;
    }
}

Walker::Ended Walker::end_quoted(const Part& part, Span& value) {
    const std::uint32_t quote = value.start;
    Ended ended = Ended::nothing;
    if (!close_quote(ended, quote)) return ended;
    const std::uint32_t close = at_;
    value = {quote + 1, close};
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
