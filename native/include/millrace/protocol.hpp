// A protocol of one's own in C++, for a connection of Millrace; see protocol.h for bounds, and for threads: calls come one at
// a time, on the thread of the loop that has the connection at the moment.
//
//     class Shout : public millrace::Protocol {
//     public:
//         void frame(Bytes line) override { write(line); }
//     };
//     MILLRACE_PROTOCOL(Shout)
//
// Compile it into a shared library, and load that in Java with NativeProtocol.load(path).
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <string_view>

#include "millrace/framing.hpp"
#include "millrace/protocol.h"

namespace millrace {

// Derive from it; there is one object for each connection. What a function throws ends its connection.
class Protocol {
public:
    using Bytes = std::span<const std::uint8_t>;

    virtual ~Protocol() = default;
    virtual void opened() {}
    // Answers how many bytes it has consumed; the others come again with more behind them.
    virtual std::size_t received(Bytes bytes) { return bytes.size(); }
    virtual void frame(Bytes) {}
    virtual void message(std::uint32_t, std::uint64_t, Bytes) {}
    virtual void timer() {}
    // The connection has come to another loop, and this is that loop's thread.
    virtual void moved() {}

    // By the macro below, before opened().
    void attach(const mr_host* host, mr_transport* transport) {
        host_ = host;
        transport_ = transport;
    }

protected:
    static Bytes bytes_of(std::string_view text) {
        return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    }
    static std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

    void write(Bytes bytes) { require(host_->write(transport_, bytes.data(), bytes.size())); }
    void write(std::string_view text) { write(bytes_of(text)); }
    // Bytes that lie within those this call was given; they are not copied.
    void write_received(Bytes bytes) { require(host_->write_received(transport_, bytes.data(), bytes.size())); }
    void tell(std::uint32_t kind, std::uint64_t number, Bytes bytes = {}) {
        require(host_->tell(transport_, kind, number, bytes.data(), bytes.size()));
    }
    void close() { host_->close(transport_); }
    void abort() { host_->abort(transport_); }
    void set_timer(std::uint64_t nanos_from_now) { require(host_->set_timer(transport_, nanos_from_now)); }
    std::uint64_t now_nanos() const { return host_->now_nanos(transport_); }
    // Has input framed so from here on: from behind the present frame, or behind what the present received() consumes. What
    // was received already is framed anew.
    void set_framing(const Framing& framing) { require(host_->set_framing(transport_, &framing.record())); }
    // In lockstep: lets the next frame come.
    void next_frame() { require(host_->next_frame(transport_)); }

private:
    struct Refused {
        std::int32_t answer;
    };
    template <typename>
    friend struct ProtocolTable;

    // A connection that is lost already is no error: its end will be told.
    static void require(std::int32_t answer) {
        if (answer < 0 && answer != MR_PROTOCOL_WRONG_STATE) throw Refused{answer};
    }

    const mr_host* host_ = nullptr;
    mr_transport* transport_ = nullptr;
};

// What stands between the C boundary and a class: nothing that is thrown gets out.
template <typename Made>
struct ProtocolTable {
    static constexpr std::int32_t thrown = -100;  // something else than a refusal

    template <typename Work>
    static std::int64_t guarded(Work work) {
        try {
            return static_cast<std::int64_t>(work());
        } catch (const Protocol::Refused& refused) {
            return refused.answer;
        } catch (const std::bad_alloc&) {
            return MR_PROTOCOL_NO_MEMORY;
        } catch (...) {
            return thrown;
        }
    }
    template <typename Work>
    static std::int32_t called(Work work) {
        return static_cast<std::int32_t>(guarded([&] {
            work();
            return 0;
        }));
    }

    static void* open(const mr_host* host, mr_transport* transport) {
        Made* made = nullptr;
        const std::int32_t answer = called([&] {
            made = new Made();
            made->attach(host, transport);
            of(made).opened();
        });
        if (answer >= 0) return made;
        delete made;
        return nullptr;
    }
    // Its functions may be private.
    static Protocol& of(void* state) { return *static_cast<Made*>(state); }
    static std::int64_t received(void* state, const std::uint8_t* bytes, std::size_t length) {
        return guarded([&] { return of(state).received({bytes, length}); });
    }
    static std::int32_t frame(void* state, const std::uint8_t* bytes, std::size_t length) {
        return called([&] { of(state).frame({bytes, length}); });
    }
    static std::int32_t message(void* state, std::uint32_t kind, std::uint64_t number, const std::uint8_t* bytes,
                                std::size_t length) {
        return called([&] { of(state).message(kind, number, {bytes, length}); });
    }
    static std::int32_t timer(void* state) {
        return called([&] { of(state).timer(); });
    }
    static void closed(void* state) { delete &of(state); }
    static std::int32_t moved(void* state) {
        return called([&] { of(state).moved(); });
    }
};

}  // namespace millrace

#define MILLRACE_PROTOCOL(Class)                                                                    \
    extern "C" __attribute__((visibility("default"))) const mr_protocol* mr_protocol_entry(void) {  \
        using Table = ::millrace::ProtocolTable<Class>;                                             \
        static const mr_protocol protocol{MR_PROTOCOL_VERSION, sizeof(mr_protocol), #Class,         \
                                          Table::open,         Table::received,     Table::frame,   \
                                          Table::message,      Table::timer,        Table::closed,  \
                                          Table::moved};                                            \
        return &protocol;                                                                           \
    }
