// Floor 2. Tests of numbers: against strtod, and at the bounds.
#include "columns/number.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

namespace millrace::columns {
namespace {

// The bytes behind a few others: what is before a number is read with it, and is to make no difference.
Parsed decimal(const std::string& text, double& out, const std::string& before = "9.7e+-12") {
    const std::string bytes = before + text;
    return parse_decimal(reinterpret_cast<Bytes>(bytes.data()), before.size(), bytes.size(), out);
}

Parsed integer(const std::string& text, std::int64_t& out, const std::string& before = "12345678") {
    const std::string bytes = before + text;
    return parse_integer(reinterpret_cast<Bytes>(bytes.data()), before.size(), bytes.size(), out);
}

void expect_same(const std::string& text) {
    const double expected = std::strtod(text.c_str(), nullptr);
    for (const char* before : {"", "1", "9.7e+-12"}) {
        double value = 0;
        if (std::isinf(expected)) {
            ASSERT_EQ(decimal(text, value, before), Parsed::too_large) << text;
        } else {
            ASSERT_EQ(decimal(text, value, before), Parsed::good) << text;
            ASSERT_EQ(value, expected) << text;
            ASSERT_EQ(std::signbit(value), std::signbit(expected)) << text;
        }
    }
}

TEST(NumberTest, decimalsAreWhatStrtodSays) {
    std::mt19937_64 random(1);
    const auto digits = [&](std::uint64_t most) {
        std::string text;
        for (std::uint64_t i = 1 + random() % most; i > 0; --i) text += static_cast<char>('0' + random() % 10);
        return text;
    };
    for (int round = 0; round < 100'000; ++round) {
        std::string text = random() % 2 ? "-" : "";
        text += digits(random() % 8 ? 7 : 30);
        if (random() % 2) text += "." + digits(random() % 8 ? 5 : 30);
        if (random() % 4 == 0) text += "e" + std::to_string(static_cast<int>(random() % 700) - 350);
        expect_same(text);
    }
}

TEST(NumberTest, decimalsAtTheBounds) {
    for (const char* text : {"0",
                             "-0",
                             "+0",
                             "00000000",
                             "9007199254740993",
                             "9007199254740992",
                             "1e22",
                             "1e23",
                             "123456789012345678901234567890",
                             "4.9e-324",
                             "2.4703282292062327e-324",
                             "2.4703282292062328e-324",
                             "2.2250738585072011e-308",
                             "1.7976931348623157e308",
                             "1.7976931348623159e308",
                             "1e309",
                             "1e-400",
                             "0e999999999999999999999",
                             "1e-999999999999999999999",
                             "1e999999999999999999999",
                             "0.1",
                             "1234567.8",
                             "1.2345678",
                             "0.000001"}) {
        expect_same(text);
    }
    expect_same(std::string(1000, '0') + "1e-400");
    expect_same("1" + std::string(1000, '0') + "e-1000");
    expect_same("0." + std::string(1000, '0') + "1e1000");
}

TEST(NumberTest, whatIsNoDecimal) {
    double value = 0;
    for (const char* text :
         {"",   "-",   "+",   ".",   "1.",  ".1",  "1e",    "1e+",  "e1",        "1..2",     "1.2.3",       " 1",
          "1 ", "nan", "inf", "0x1", "--1", "+-1", "1e1.5", "1.e5", "12345678.", ".1234567", "1234567890x", "1e5e5"}) {
        EXPECT_EQ(decimal(text, value), Parsed::malformed) << text;
    }
}

TEST(NumberTest, integersAreOfSixtyFourBits) {
    std::int64_t value = 0;
    for (const char* text : {"0", "-0", "7", "-12345678", "123456789", "9223372036854775807", "-9223372036854775808",
                             "00000000000000000000000000012"}) {
        ASSERT_EQ(integer(text, value), Parsed::good) << text;
        EXPECT_EQ(value, std::strtoll(text, nullptr, 10)) << text;
        ASSERT_EQ(integer(text, value, ""), Parsed::good) << text;
        EXPECT_EQ(value, std::strtoll(text, nullptr, 10)) << text;
    }
    for (const char* text :
         {"9223372036854775808", "-9223372036854775809", "99999999999999999999", "18446744073709551617"}) {
        EXPECT_EQ(integer(text, value), Parsed::too_large) << text;
    }
    for (const char* text :
         {"", "-", "+1", "1.0", "1x", "x", "--1", "123456789012345678x", "9999999999999999999999x"}) {
        EXPECT_EQ(integer(text, value), Parsed::malformed) << text;
    }
}

}  // namespace
}  // namespace millrace::columns
