// A protocol of tests. Lines say what comes behind them; each is told to Java as LINE, with the thread that it came on.
//
//     body N       N bytes as they are: they go back, and are told as BODY
//     pack         netstrings, told as PACKED, until one says "lines"
//     feed N       N bytes that are a feed's: FEED N asks Java to see to that, and nothing is read meanwhile
//     wait N       nothing; but in N milliseconds TIME is told
//     huge         a framing that cannot be
//
// Java tells it SAY, and it sends the bytes. MOVED is told where the connection has come to another loop.
#include <charconv>
#include <cstdint>
#include <functional>
#include <string_view>
#include <thread>

#include <millrace/protocol.hpp>

namespace {

using millrace::Framing;

class Courier : public millrace::Protocol {
    enum Message : std::uint32_t { SAY = 1, LINE, BODY, PACKED, FEED, TIME, MOVED };

    void opened() override { set_framing(lines()); }

    void frame(Bytes bytes) override {
        if (packed_) return unpack(bytes);
        tell(LINE, thread(), bytes);
        const std::string_view line = text_of(bytes);
        const std::uint64_t number = number_in(line);
        if (line.starts_with("feed")) return tell(FEED, number);
        if (line.starts_with("body")) {
            wanted_ = number;
            return set_framing(Framing::raw());
        }
        if (line.starts_with("wait")) set_timer(number * 1'000'000);
        if (line == "huge") set_framing(Framing::lines(1u << 30));
        packed_ = line == "pack";
        packed_ ? set_framing(Framing::netstring(100)) : next_frame();
    }

    std::size_t received(Bytes bytes) override {
        if (bytes.size() < wanted_) return 0;
        const Bytes body = bytes.first(wanted_);
        write_received(body);
        tell(BODY, thread(), body);
        set_framing(lines());
        return body.size();
    }

    void message(std::uint32_t, std::uint64_t, Bytes bytes) override { write(bytes); }
    void timer() override { tell(TIME, thread()); }
    void moved() override { tell(MOVED, thread()); }

    void unpack(Bytes bytes) {
        tell(PACKED, thread(), bytes);
        packed_ = text_of(bytes) != "lines";
        if (!packed_) set_framing(lines());
    }

    static Framing lines() { return Framing::lines(1000).lockstep(); }
    static std::uint64_t thread() { return std::hash<std::thread::id>{}(std::this_thread::get_id()); }
    static std::uint64_t number_in(std::string_view line) {
        std::uint64_t number = 0;
        const std::size_t space = line.find(' ');
        if (space != line.npos) std::from_chars(line.data() + space + 1, line.data() + line.size(), number);
        return number;
    }

    std::size_t wanted_ = 0;
    bool packed_ = false;
};

}  // namespace

MILLRACE_PROTOCOL(Courier)
