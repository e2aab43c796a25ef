// Floor 2. Tests of sets of words: each is found, and nothing else is, wherever it lies.
#include "columns/words.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "columns/plan_writer.hpp"
#include "simd/fault_pages.hpp"

namespace millrace::columns {
namespace {

std::uint32_t find(const Words& words, const std::string& before, const std::string& word, const std::string& behind) {
    const simd::FaultPages pages;
    const std::string all = before + word + behind;
    const Bytes bytes = pages.copy_to_end(all.data(), all.size());
    return words.find(bytes, all.size(), before.size(), before.size() + word.size());
}

TEST(WordsTest, eachIsFoundAndNothingElse) {
    std::vector<Key> keys;
    for (const char* word : {"c", "g", "ms", "h", "usage", "usage_id", "usage_idle", "usage_idl", "a word of seventeen",
                             "a word of seventeem", "b word of seventeen", "as long as a word may be, to here"}) {
        keys.push_back({word, static_cast<std::uint32_t>(10 * keys.size())});
    }
    keys.back().word.resize(MR_COLUMN_WORD_BYTES_MAX);
    const std::vector<std::uint8_t> set = write_words(keys);
    Words words;
    ASSERT_TRUE(words.read(set.data(), set.size(), 0));
    for (const Key& key : keys) {
        for (const char* behind : {"", "x", "xxxxxxxxxxxxxxxx"}) {
            EXPECT_EQ(find(words, "", key.word, behind), key.value) << key.word;
            EXPECT_EQ(find(words, "before", key.word, behind), key.value) << key.word;
        }
        EXPECT_EQ(find(words, "", key.word + "x", ""), Words::none);
        EXPECT_EQ(find(words, "", "x" + key.word.substr(1) + "y", ""), Words::none);
    }
    EXPECT_EQ(find(words, "c", "", "c"), Words::none);
    EXPECT_EQ(find(words, "", std::string(40, 'a'), ""), Words::none);
}

TEST(WordsTest, manyHaveSlotsOfTheirOwn) {
    std::vector<Key> keys;
    for (std::uint32_t i = 0; i < MR_COLUMN_WORDS_MAX; ++i) keys.push_back({"field_" + std::to_string(i), i});
    const std::vector<std::uint8_t> set = write_words(keys);
    Words words;
    ASSERT_TRUE(words.read(set.data(), set.size(), 0));
    for (const Key& key : keys) EXPECT_EQ(find(words, "", key.word, "="), key.value);
}

TEST(WordsTest, noneIsFoundInAnEmptySet) {
    const std::vector<std::uint8_t> set = write_words({});
    Words words;
    ASSERT_TRUE(words.read(set.data(), set.size(), 0));
    EXPECT_EQ(find(words, "", "", ""), Words::none);
    EXPECT_EQ(find(words, "", "a", ""), Words::none);
}

}  // namespace
}  // namespace millrace::columns
