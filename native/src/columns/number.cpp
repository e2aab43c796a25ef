// Floor 2. See number.hpp.
#include "columns/number.hpp"

#include <bit>
#include <charconv>
#include <limits>
#include <system_error>

namespace millrace::columns::number {

namespace {

constexpr std::size_t digits_exact = 19;  // fit 64 bits, whatever they are
constexpr std::uint64_t mantissa_max = std::uint64_t{1} << 53;
constexpr std::int64_t power_max = 22;
constexpr std::int64_t exponent_max = 1'000'000'000'000'000;  // more than digits could make good

bool is_digit(std::uint8_t byte) { return static_cast<std::uint8_t>(byte - '0') <= 9; }

// A number as it is written: digits without the point, times a power of ten.
struct Written {
    std::uint64_t digits = 0;  // of more than nineteen, what 64 bits make of them
    std::size_t count = 0;     // from the first one on that is not 0
    std::int64_t exponent = 0;
};

// Eight at a step, then one. Answers where they end.
std::size_t take_digits(Bytes bytes, std::size_t at, std::size_t end, Written& written) {
    for (; end - at >= 8; at += 8) {
        const std::uint64_t word = simd::load_digits(bytes, at + 8, 8);
        if (!simd::all_digits(word)) break;
        written.digits = written.digits * 100'000'000u + simd::value_of(word);
        if (written.count > 0)
            written.count += 8;
        else if (word != 0)
            written.count = 8 - static_cast<std::size_t>(std::countr_zero(word)) / 8;
    }
    for (; at < end && is_digit(bytes[at]); ++at) {
        written.digits = written.digits * 10 + (bytes[at] - '0');
        written.count += written.count > 0 || bytes[at] != '0';
    }
    return at;
}

// Of what follows an `e`. False: it is none.
bool take_exponent(Bytes bytes, std::size_t at, std::size_t end, std::int64_t& exponent) {
    const bool is_negative = at < end && bytes[at] == '-';
    if (at < end && (bytes[at] == '-' || bytes[at] == '+')) ++at;
    if (at == end) return false;
    std::int64_t power = 0;
    for (; at < end; ++at) {
        if (!is_digit(bytes[at])) return false;
        if (power < exponent_max) power = power * 10 + (bytes[at] - '0');
    }
    exponent += is_negative ? -power : power;
    return true;
}

bool take(Bytes bytes, std::size_t start, std::size_t end, Written& written) {
    std::size_t at = take_digits(bytes, start, end, written);
    if (at == start) return false;
    if (at < end && bytes[at] == '.') {
        const std::size_t point = at + 1;
        at = take_digits(bytes, point, end, written);
        if (at == point) return false;
        written.exponent = -static_cast<std::int64_t>(at - point);
    }
    if (at == end) return true;
    return (bytes[at] | 0x20) == 'e' && take_exponent(bytes, at + 1, end, written.exponent);
}

// One multiplication or division of two numbers that are exact (W. Clinger, "How to read floating point numbers
// accurately", 1990).
bool is_exact(const Written& written) {
    return written.count <= digits_exact && written.digits <= mantissa_max && written.exponent <= power_max &&
           written.exponent >= -power_max;
}

double exact_value(const Written& written) {
    const auto digits = static_cast<double>(static_cast<std::int64_t>(written.digits));
    return written.exponent < 0 ? digits / tens[-written.exponent] : digits * tens[written.exponent];
}

// The standard library's, for which nothing is too long. What is too small is zero.
Parsed rounded(Bytes bytes, std::size_t start, std::size_t end, const Written& written, double& out) {
    const auto* const text = reinterpret_cast<const char*>(bytes);
    const auto result = std::from_chars(text + start, text + end, out);
    if (result.ec == std::errc::result_out_of_range) {
        if (static_cast<std::int64_t>(written.count) + written.exponent > 0) return Parsed::too_large;
        out = 0;
    }
    return out > std::numeric_limits<double>::max() ? Parsed::too_large : Parsed::good;
}

}  // namespace

[[gnu::noinline]] Parsed parse_long_decimal(Bytes bytes, std::size_t start, std::size_t end, bool is_negative,
                                            double& out) {
    Written written;
    if (!take(bytes, start, end, written)) return Parsed::malformed;
    double value = 0;
    if (written.count > 0) {
        if (is_exact(written)) {
            value = exact_value(written);
        } else if (rounded(bytes, start, end, written, value) != Parsed::good) {
            return Parsed::too_large;
        }
    }
    out = is_negative ? -value : value;
    return Parsed::good;
}

// Zeros before the nineteen digits are none of them.
[[gnu::noinline]] Parsed parse_long_integer(Bytes bytes, std::size_t start, std::size_t end, std::int64_t& out) {
    const bool is_negative = start < end && bytes[start] == '-';
    std::size_t at = start + is_negative;
    if (at >= end) return Parsed::malformed;
    for (std::size_t i = at; i < end; ++i) {
        if (!is_digit(bytes[i])) return Parsed::malformed;
    }
    while (end - at > 1 && bytes[at] == '0') ++at;
    std::uint64_t value = 0;
    if (end - at > digits_exact || !simd::parse_long(bytes, end, end - at, value)) return Parsed::too_large;
    if (value > simd::largest + is_negative) return Parsed::too_large;
    out = static_cast<std::int64_t>(is_negative ? 0 - value : value);
    return Parsed::good;
}

}  // namespace millrace::columns::number
