// Floor 5. For tests: bytes from a seed, and a body of them in chunks (RFC 9112, section 7.1), as a client writes and reads it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>

namespace millrace {

inline std::string patterned_bytes(std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::string bytes(count, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    return bytes;
}

// A body in chunks of random length, with now and then an extension, and trailers at the end.
inline std::string chunked(std::string_view bytes, std::uint64_t seed, std::size_t chunk_bytes_max = 5000) {
    std::mt19937_64 random(seed);
    std::string encoded;
    while (!bytes.empty()) {
        const std::size_t length = std::min<std::size_t>(bytes.size(), 1 + random() % chunk_bytes_max);
        char head[32];
        std::snprintf(head, sizeof head, random() % 2 ? "%zx" : "%zX", length);
        encoded += head;
        if (random() % 4 == 0) encoded += ";name=\"value\"";
        encoded += "\r\n";
        encoded += bytes.substr(0, length);
        encoded += "\r\n";
        bytes.remove_prefix(length);
    }
    return encoded + "0\r\n" + (random() % 2 ? "Trailer: of it\r\n" : "") + "\r\n";
}

// What a client makes of chunks that it receives: the bytes, whether they are whole, and what follows them.
struct Unchunked {
    std::string bytes;
    bool whole = false;
    bool wrong = false;
    std::string rest;
    std::size_t heads = 0;
};

inline Unchunked unchunk(std::string_view encoded) {
    Unchunked result;
    for (;;) {
        const std::size_t end = encoded.find("\r\n");
        if (end == std::string_view::npos) break;
        const std::string head(encoded.substr(0, end));
        if (head.empty() || head.find_first_not_of("0123456789abcdef") != std::string::npos) {
            result.wrong = true;
            break;
        }
        const std::size_t length = std::stoul(head, nullptr, 16);
        encoded.remove_prefix(end + 2);
        ++result.heads;
        if (length == 0) {
            result.whole = encoded.substr(0, 2) == "\r\n";
            if (result.whole) result.rest = encoded.substr(2);
            break;
        }
        result.bytes += encoded.substr(0, length);
        if (encoded.size() < length + 2) break;
        if (encoded.substr(length, 2) != "\r\n") result.wrong = true;
        encoded.remove_prefix(length + 2);
    }
    return result;
}

}  // namespace millrace
