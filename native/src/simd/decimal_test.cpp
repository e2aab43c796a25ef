// Floor 1. Tests of decimal columns: every target that can run here against std::from_chars.
#include <charconv>
#include <limits>

#include "simd/fault_pages.hpp"
#include "simd/kernels_fixture.hpp"

namespace millrace::simd {
namespace {

using Numbers = std::vector<std::int64_t>;
constexpr std::int64_t untouched = 0x5555555555555555;

// The same rules, said with the standard library: from_chars has no sign '+', but takes any number of digits.
bool plain_parse(const std::string& field, std::int64_t& value) {
    const std::size_t digits = field.size() - (!field.empty() && field[0] == '-');
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    return error == std::errc() && end == field.data() + field.size() && digits <= 19;
}

struct Column {
    std::string text;
    Places ends;
};

Column column_of(const std::vector<std::string>& fields, const std::string& separator) {
    Column column;
    for (const std::string& field : fields) {
        column.text += field;
        column.ends.push_back(static_cast<std::uint32_t>(column.text.size()));
        column.text += separator;
    }
    return column;
}

class DecimalTest : public EachTarget {
protected:
    std::size_t parse(const Column& column, std::size_t length, std::size_t start, std::size_t gap, Numbers& out) {
        out.assign(column.ends.size() + 1, untouched);
        return kernels().parse_decimals(reinterpret_cast<Bytes>(column.text.data()), length, start, column.ends.data(),
                                        column.ends.size(), gap, out.data());
    }

    // All numbers before the first field that is none, by the plain rules, with separators of each length.
    void expect_as_plain(const std::vector<std::string>& fields) {
        Numbers expected;
        for (const std::string& field : fields) {
            std::int64_t value;
            if (!plain_parse(field, value)) break;
            expected.push_back(value);
        }
        for (const std::string separator : {",", "\r\n", " ; ", ""}) {
            Numbers out;
            const Column column = column_of(fields, separator);
            ASSERT_EQ(parse(column, column.text.size(), 0, separator.size(), out), expected.size());
            EXPECT_EQ(out.back(), untouched) << "wrote behind the table";
            out.resize(expected.size());
            ASSERT_EQ(out, expected);
        }
    }
};

std::string random_number(std::mt19937& random, std::size_t digits_max) {
    std::string number(random() % 3 == 0 ? "-" : "");
    for (std::size_t digits = 1 + random() % digits_max; digits > 0; --digits) {
        number += static_cast<char>('0' + random() % 10);
    }
    return number;
}

TEST_P(DecimalTest, columnsOfEachNumberOfDigits) {
    std::mt19937 random(1);
    for (std::size_t digits_max = 1; digits_max <= 18; ++digits_max) {
        for (std::size_t count = 0; count < 50; ++count) {
            std::vector<std::string> fields(count);
            for (auto& field : fields) field = random_number(random, digits_max);
            expect_as_plain(fields);
            if (HasFatalFailure()) FAIL() << digits_max << ' ' << count;
        }
    }
}

TEST_P(DecimalTest, theLimits) {
    const std::string greatest = std::to_string(std::numeric_limits<std::int64_t>::max());
    const std::string least = std::to_string(std::numeric_limits<std::int64_t>::min());
    expect_as_plain(
        {"0", "-0", "00000000", "-00000000", "99999999", "-99999999", "0000000000000000000", greatest, least});
    expect_as_plain({"9999999999999999", "-9999999999999999", "999999999999999999", "1000000000000000000"});
    for (const std::string& beyond :
         {std::string("9223372036854775808"), std::string("-9223372036854775809"), std::string("9999999999999999999"),
          std::string("-9999999999999999999"), std::string("18446744073709551616"), std::string("00000000000000000000"),
          std::string("-00000000000000000001"), greatest + "0", least + "0", std::string(100, '1')}) {
        expect_as_plain({"1", beyond, "2"});
        if (HasFatalFailure()) FAIL() << beyond;
    }
}

TEST_P(DecimalTest, garbageIsToldByItsIndex) {
    for (const std::string garbage : {"", "-", "--1", "+1", "1-", " 1", "1 ", "1.0", "0x1", "1e3", "1,2", "-+1", "\xb2",
                                      "12345678a", "-a2345678", "123456789012345678x", "x234567890123456789"}) {
        for (std::size_t index = 0; index < 13; ++index) {
            std::vector<std::string> fields(13, "7654321");
            fields[index] = garbage;
            expect_as_plain(fields);
            if (HasFatalFailure()) FAIL() << garbage << " at " << index;
        }
    }
}

TEST_P(DecimalTest, noByteButADigitIsOne) {
    for (std::size_t digits = 1; digits <= 19; ++digits) {
        for (std::size_t place = 0; place < digits; ++place) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string number(digits, '1');
                number[place] = static_cast<char>(byte);
                expect_as_plain({"1", "22", "333", number, "55555555", number});
                if (HasFatalFailure()) FAIL() << digits << ' ' << place << ' ' << byte;
            }
        }
    }
}

TEST_P(DecimalTest, endsOutOfBoundsEndNoNumber) {
    const Column whole = column_of({"11", "22", "33", "44", "55", "66", "77", "88", "99"}, ",");
    Numbers out;
    for (std::size_t index = 0; index < whole.ends.size(); ++index) {
        const std::uint32_t start = index == 0 ? 0 : whole.ends[index - 1] + 1;
        for (const std::uint32_t wrong :
             {start, 0u, static_cast<std::uint32_t>(whole.text.size() + 1), 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
            Column column = whole;
            column.ends[index] = wrong;
            EXPECT_EQ(parse(column, column.text.size(), 0, 1, out), index) << wrong;
        }
        // A range that ends inside number `index`.
        EXPECT_EQ(parse(whole, whole.ends[index] - 1, 0, 1, out), index);
    }
    for (const std::size_t far :
         {whole.text.size(), std::size_t{0x7fffffff}, std::size_t{0x100000000}, std::size_t{0x7fffffffffffffff}}) {
        EXPECT_EQ(parse(whole, whole.text.size(), far, 1, out), 0u) << far;
        EXPECT_EQ(parse(whole, whole.text.size(), 0, far, out), 1u) << far;
    }
}

TEST_P(DecimalTest, nothingIsReadBesideTheRange) {
    const FaultPages pages;
    std::mt19937 random(2);
    for (std::size_t count = 1; count <= 20; ++count) {
        for (std::size_t digits_max = 1; digits_max <= 18; ++digits_max) {
            std::vector<std::string> fields(count);
            for (auto& field : fields) field = random_number(random, digits_max);
            const Column column = column_of(fields, ",");
            const std::size_t length = column.ends.back();
            for (const std::uint8_t* bytes :
                 {pages.copy_to_end(column.text.data(), length), pages.copy_to_begin(column.text.data(), length)}) {
                Numbers out(count);
                ASSERT_EQ(kernels().parse_decimals(bytes, length, 0, column.ends.data(), count, 1, out.data()), count);
                for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(out[i], std::stoll(fields[i]));
            }
        }
    }
}

MR_EACH_TARGET(DecimalTest);

}  // namespace
}  // namespace millrace::simd
