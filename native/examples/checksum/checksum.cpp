// A line protocol with checksums. A line is "HHHHHHHH text": the CRC-32 of the text in hexadecimal, a space, the text. One
// whose checksum is right goes back as it came; a wrong one is answered with "wrong" and told to Java.
//
//     Java tells it       QUOTA n     so many lines may still come; then the connection is closed
//     it tells Java       WRONG n     line n of the connection was wrong; its text follows
//                         DONE n      the quota is used up, or nothing came for IDLE_NANOS; n lines were right
#include <array>
#include <cstdint>

#include <millrace/protocol.hpp>

namespace {

constexpr std::array<std::uint32_t, 256> crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
        table[i] = crc;
    }
    return table;
}

std::uint32_t crc32(millrace::Protocol::Bytes bytes) {
    static constexpr auto table = crc_table();
    std::uint32_t crc = ~0u;
    for (const std::uint8_t byte : bytes) crc = crc >> 8 ^ table[(crc ^ byte) & 0xff];
    return ~crc;
}

class Checksum : public millrace::Protocol {
public:
    enum Message : std::uint32_t { QUOTA = 1, WRONG = 2, DONE = 3 };
    static constexpr std::uint64_t IDLE_NANOS = 60'000'000'000;

    void opened() override { set_timer(IDLE_NANOS); }

    void frame(Bytes line) override {
        ++lines_;
        set_timer(IDLE_NANOS);
        if (is_right(line)) {
            ++right_;
            write_received(line);
            write("\n");
        } else {
            write("wrong\n");
            tell(WRONG, lines_, line);
        }
        if (lines_ == quota_) finish();
    }

    void message(std::uint32_t kind, std::uint64_t number, Bytes) override {
        if (kind == QUOTA) quota_ = lines_ + number;
    }

    void timer() override { finish(); }

private:
    static bool is_right(Bytes line) {
        if (line.size() < 9 || line[8] != ' ') return false;
        std::uint32_t written = 0;
        for (const std::uint8_t digit : line.first(8)) {
            const bool decimal = digit >= '0' && digit <= '9';
            if (!decimal && (digit < 'a' || digit > 'f')) return false;
            written = written << 4 | static_cast<std::uint32_t>(decimal ? digit - '0' : digit - 'a' + 10);
        }
        return written == crc32(line.subspan(9));
    }

    void finish() {
        tell(DONE, right_);
        close();
    }

    std::uint64_t lines_ = 0;
    std::uint64_t right_ = 0;
    std::uint64_t quota_ = 0;
};

}  // namespace

MILLRACE_PROTOCOL(Checksum)
