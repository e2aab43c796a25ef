// Floor 2. Plans for tests, written as Java writes them.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "columns/words.hpp"
#include "millrace/columns.h"

namespace millrace::columns {

struct Key {
    std::string word;
    std::uint32_t value;
};

// The set's bytes, with a seed that gives each word a slot of its own.
inline std::vector<std::uint8_t> write_words(const std::vector<Key>& keys) {
    std::vector<mr_column_word> words;
    std::vector<std::uint64_t> mixed;
    for (const Key& key : keys) {
        const auto* const bytes = reinterpret_cast<Bytes>(key.word.data());
        const Word word = word_at(bytes, key.word.size(), 0, key.word.size());
        words.push_back({word.first, word.second, word.third, word.fourth, word.length, key.value});
        mixed.push_back(mix(word));
    }
    std::mt19937_64 random(1);
    for (std::uint32_t bits = 3;; bits += 1) {
        for (int attempt = 0; attempt < 64; ++attempt) {
            const std::uint64_t seed = random() | 1;
            std::vector<std::uint8_t> slots(std::size_t{1} << bits, Words::no_word);
            bool meet = false;
            for (std::size_t i = 0; i < mixed.size(); ++i) {
                std::uint8_t& slot = slots[mixed[i] * seed >> (64 - bits)];
                meet = meet || slot != Words::no_word;
                slot = static_cast<std::uint8_t>(i);
            }
            if (meet) continue;
            const mr_column_words head{seed, 1u << bits, static_cast<std::uint32_t>(words.size())};
            std::vector<std::uint8_t> set(sizeof head + slots.size() + words.size() * sizeof(mr_column_word));
            std::memcpy(set.data(), &head, sizeof head);
            std::memcpy(set.data() + sizeof head, slots.data(), slots.size());
            if (!words.empty()) {
                std::memcpy(set.data() + sizeof head + slots.size(), words.data(), words.size() * sizeof words[0]);
            }
            return set;
        }
    }
}

class PlanWriter {
public:
    mr_column_plan head{};

    explicit PlanWriter(const std::string& stops) {
        head.version = MR_COLUMNS_VERSION;
        head.rows_max = 64;
        head.faults_max = 64;
        head.row_bytes_max = 1000;
        head.items_max = 100;
        head.row_end = '\n';
        head.quote = head.escape = head.comment = MR_COLUMN_NO_BYTE;
        head.stops = static_cast<std::uint32_t>(stops.size());
        std::memcpy(&head.stop_bytes, stops.data(), stops.size());
    }

    // Answers the column's index.
    std::uint32_t column(mr_column_type type, std::uint32_t flags = 0, std::uint64_t missing = 0,
                         const std::vector<std::string>& words = {}) {
        mr_column column{};
        column.type = type;
        column.flags = flags;
        column.suffix = MR_COLUMN_NO_BYTE;
        column.scale = 1;
        column.absent = missing;
        columns_.push_back(column);
        std::vector<Key> keys;
        for (const std::string& word : words) keys.push_back({word, static_cast<std::uint32_t>(keys.size())});
        sets_.push_back(type == MR_COLUMN_WORD ? write_words(keys) : std::vector<std::uint8_t>{});
        return static_cast<std::uint32_t>(columns_.size() - 1);
    }

    mr_column& last_column() { return columns_.back(); }

    PlanWriter& field(std::uint32_t intro, std::uint32_t column, std::uint32_t flags = 0) {
        parts_.push_back({MR_PART_FIELD, flags, intro, column, MR_COLUMN_NO_BYTE, MR_COLUMN_NO_BYTE, 0, 0});
        keys_.emplace_back();
        return *this;
    }

    PlanWriter& section(mr_column_part_kind kind, std::uint32_t intro, std::uint32_t separator, std::uint32_t assign,
                        const std::vector<Key>& keys, std::uint32_t flags = 0) {
        parts_.push_back({static_cast<std::uint32_t>(kind), flags, intro, 0, separator, assign, 0, 0});
        keys_.push_back(write_words(keys));
        return *this;
    }

    std::vector<std::uint8_t> write() {
        head.parts = static_cast<std::uint32_t>(parts_.size());
        head.columns = static_cast<std::uint32_t>(columns_.size());
        std::size_t at = sizeof head + parts_.size() * sizeof parts_[0] + columns_.size() * sizeof columns_[0];
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            parts_[i].words = static_cast<std::uint32_t>(at);
            at += keys_[i].size();
        }
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            columns_[i].words = static_cast<std::uint32_t>(at);
            at += sets_[i].size();
        }
        std::vector<std::uint8_t> plan;
        append(plan, &head, sizeof head);
        for (const mr_column_part& part : parts_) append(plan, &part, sizeof part);
        for (const mr_column& column : columns_) append(plan, &column, sizeof column);
        for (const auto& set : keys_) append(plan, set.data(), set.size());
        for (const auto& set : sets_) append(plan, set.data(), set.size());
        return plan;
    }

    // Bytes of the table.
    std::size_t table_bytes() const {
        return sizeof(mr_column_table) + head.faults_max * sizeof(mr_column_fault) +
               columns_.size() * (head.rows_max + MR_COLUMN_GAP) * (sizeof(std::uint64_t) + 1);
    }

private:
    static void append(std::vector<std::uint8_t>& plan, const void* bytes, std::size_t length) {
        const auto* const begin = static_cast<const std::uint8_t*>(bytes);
        plan.insert(plan.end(), begin, begin + length);
    }

    std::vector<mr_column_part> parts_;
    std::vector<mr_column> columns_;
    std::vector<std::vector<std::uint8_t>> keys_, sets_;
};

inline constexpr std::uint32_t no_byte = MR_COLUMN_NO_BYTE;

// name:value|type|@rate|#tags, in the columns 0 to 4.
inline PlanWriter statsd_plan() {
    PlanWriter plan(":|\n");
    plan.column(MR_COLUMN_SLICE);
    plan.column(MR_COLUMN_DECIMAL);
    plan.column(MR_COLUMN_WORD, 0, 0, {"c", "g", "ms", "h", "d", "s"});
    plan.column(MR_COLUMN_DECIMAL, MR_COLUMN_OPTIONAL, 0x3ff0000000000000);
    plan.column(MR_COLUMN_SLICE, MR_COLUMN_OPTIONAL);
    plan.field(no_byte, 0).field(':', 1).field('|', 2);
    plan.section(MR_PART_MARKED, '|', '|', no_byte, {{"@", 3}, {"#", 4}}, MR_PART_OPTIONAL);
    return plan;
}

// measurement,host=..,region=.. usage=1.5,count=3i,text=".." time, in the columns 0 to 6.
inline PlanWriter influx_plan() {
    PlanWriter plan(",= \n\\\"");
    plan.head.quote = '"';
    plan.head.escape = '\\';
    plan.head.comment = '#';
    for (int i = 0; i < 3; ++i) plan.column(MR_COLUMN_SLICE, i == 0 ? 0 : MR_COLUMN_OPTIONAL);
    plan.column(MR_COLUMN_DECIMAL);
    plan.column(MR_COLUMN_INTEGER, MR_COLUMN_OPTIONAL, 0);
    plan.last_column().suffix = 'i';
    plan.column(MR_COLUMN_SLICE, MR_COLUMN_OPTIONAL);
    plan.column(MR_COLUMN_TIME, MR_COLUMN_OPTIONAL, 0);
    plan.field(no_byte, 0);
    plan.section(MR_PART_KEYED, ',', ',', '=', {{"host", 1}, {"region", 2}}, MR_PART_OPTIONAL);
    plan.section(MR_PART_KEYED, ' ', ',', '=', {{"usage", 3}, {"count", 4}, {"text", 5}}, MR_PART_QUOTED);
    plan.field(' ', 6, MR_PART_OPTIONAL);
    return plan;
}

// Three fields in quotes or not, at commas.
inline PlanWriter csv_plan() {
    PlanWriter plan(",\n\"");
    plan.head.quote = '"';
    plan.head.flags = MR_COLUMN_RETURNS;
    plan.column(MR_COLUMN_SLICE);
    plan.column(MR_COLUMN_INTEGER, MR_COLUMN_OPTIONAL, 77);
    plan.column(MR_COLUMN_ISO_TIME, MR_COLUMN_OPTIONAL, 0);
    plan.field(no_byte, 0, MR_PART_QUOTED).field(',', 1, MR_PART_QUOTED).field(',', 2, MR_PART_QUOTED);
    return plan;
}

}  // namespace millrace::columns
