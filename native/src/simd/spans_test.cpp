// Floor 1. Tests of decimals read where their places are: every target that can run here against strtod.
#include <bit>
#include <cstdlib>

#include "simd/fault_pages.hpp"
#include "simd/kernels_fixture.hpp"

namespace millrace::simd {
namespace {

using Spans = std::vector<std::uint64_t>;

std::uint64_t span_of(std::size_t start, std::size_t end) { return start | std::uint64_t{end} << 32; }

// As this kernel takes them: short, digits with at most one point among them, perhaps behind a '-'.
bool is_usual(const std::string& field) {
    const std::string digits = field.substr(!field.empty() && field[0] == '-');
    if (field.size() > 8 || digits.empty() || digits.front() == '.' || digits.back() == '.') return false;
    return digits.find_first_not_of("0123456789.") == std::string::npos &&
           std::count(digits.begin(), digits.end(), '.') <= 1;
}

class SpansTest : public EachTarget {
protected:
    // Which of them became what strtod says, and which were left as they were. The bytes lie where both neighbours fault.
    void check(const std::vector<std::string>& fields) {
        std::string text;
        Spans spans;
        for (const std::string& field : fields) {
            text += ",";
            spans.push_back(span_of(text.size(), text.size() + field.size()));
            text += field;
        }
        const Spans before = spans;
        const Bytes bytes = pages_.copy_to_end(text.data(), text.size());
        const std::size_t read = kernels().read_spans(bytes, text.size(), spans.data(), spans.size());
        ASSERT_EQ(read % 4, 0u);
        for (std::size_t i = 0; i < read; ++i) {
            ASSERT_TRUE(is_usual(fields[i])) << fields[i];
            ASSERT_EQ(spans[i], std::bit_cast<std::uint64_t>(std::strtod(fields[i].c_str(), nullptr))) << fields[i];
        }
        for (std::size_t i = read; i < spans.size(); ++i) ASSERT_EQ(spans[i], before[i]) << fields[i];
    }

    FaultPages pages_;
};

TEST_P(SpansTest, areWhatStrtodSaysOrLeftAlone) {
    std::mt19937 random(1);
    for (int round = 0; round < 20'000; ++round) {
        std::vector<std::string> fields;
        const std::string alphabet = round % 2 ? "0123456789." : "0123456789.-+e";
        for (std::size_t count = random() % 9; count > 0; --count) {
            const Octets field = random_octets(random, random() % 10, round % 3 ? "0123456789" : alphabet);
            fields.emplace_back(field.begin(), field.end());
            if (random() % 3 == 0 && fields.back().size() > 2)
                fields.back()[1 + random() % (fields.back().size() - 2)] = '.';
            if (random() % 5 == 0) fields.back() = "-" + fields.back().substr(0, 7);
        }
        check(fields);
    }
}

TEST_P(SpansTest, atTheBounds) {
    check({"0.000001", "-0", "-0.0", "99999999"});
    check({"1234567.", "1", "2", "3"});
    check({".1234567", "1", "2", "3"});
    check({"1.2.3", "1", "2", "3"});
    check({"-", "1", "2", "3"});
    check({"-.5", "1", "2", "3"});
    check({"", "1", "2", "3"});
    check({"1.5", "1e5", "2", "3"});
}

TEST_P(SpansTest, placesBesideTheBytesAreLeftAlone) {
    const std::string text(64, '7');
    const Bytes bytes = pages_.copy_to_end(text.data(), text.size());
    for (const std::uint64_t wrong : {span_of(0, 4), span_of(60, 65), span_of(9, 8), ~std::uint64_t{0}, span_of(64, 72),
                                      span_of(0xfffffff0, 4), span_of(20, 0x80000004)}) {
        for (std::size_t at = 0; at < 4; ++at) {
            Spans spans(4, span_of(20, 24));
            spans[at] = wrong;
            EXPECT_EQ(kernels().read_spans(bytes, text.size(), spans.data(), 4), 0u);
        }
    }
}

MR_EACH_TARGET(SpansTest);

}  // namespace
}  // namespace millrace::simd
