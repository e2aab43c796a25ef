// Floor 1. For tests: a network and its clock. TCP as a program of Linux sees it, between two endpoints of one process:
// bounded buffers, packets of any size that take their time, FIN, RST, and who vanishes without either.
//
//     taken <= transmitted <= said        of an endpoint's output: taken by its peer's TCP, on the wire, in its buffer
//
// Bytes of one connection keep their order, and its RST and FIN come behind them; connections do not wait for each other.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "io/dice.hpp"

namespace millrace {

class SimulatedNetwork;

// One end of a connection. Calls answer as the system's do: zero or more, or -errno.
class Endpoint {
public:
    enum class State { connecting, established, dead };

    // `local`: of a UNIX socket, whose bytes take no time, and whose end is no RST.
    Endpoint(SimulatedNetwork& network, std::uint16_t port, bool local = false)
        : network_(network), port_(port), local_(local) {}

    std::int64_t send(std::string_view bytes);
    std::int64_t receive(char* bytes, std::size_t length);
    std::int64_t shut_down();        // FIN, behind the last byte
    void close(bool reset = false);  // the program lets go of it; with input unread, or `reset`, RST
    void vanish() { vanished_ = true; }
    int take_error();
    std::uint32_t ready() const;  // EPOLL…, all that holds
    std::int64_t unacknowledged() const;
    std::int64_t waiting() const { return static_cast<std::int64_t>(input_.size()); }

    // A call failed with `error`, and that is the end of the connection: the peer gets RST.
    std::int64_t break_with(int error);

    std::uint16_t port() const { return port_; }
    Endpoint* peer() const { return peer_; }
    bool established() const { return state_ == State::established; }
    bool connecting() const { return state_ == State::connecting; }
    bool dead() const { return state_ == State::dead; }
    bool local() const { return local_; }

    // Its history, which explains an ending.
    bool was_reset = false;         // RST came
    bool timed_out = false;         // its peer said nothing any more
    bool sent_reset = false;        // it sent RST
    bool fin_came = false;          // the peer sent FIN, and it is here
    bool closed = false;            // its program has closed it
    bool harmed = false;            // a fault was made that may end it
    std::uint64_t taken_nanos = 0;  // when the peer's TCP last took something
    std::uint64_t read_bytes = 0;   // by its program

private:
    friend class SimulatedNetwork;

    static constexpr std::uint64_t patience_nanos = 40'000'000'000;

    void transmit();
    void send_reset();
    void arrive(std::string bytes);
    void arrive_fin();
    void arrive_reset();
    void acknowledge(std::uint64_t taken);
    void wait_in_vain();
    void die(int error);
    std::size_t free_bytes() const;

    SimulatedNetwork& network_;
    const std::uint16_t port_;
    const bool local_;
    Endpoint* peer_ = nullptr;
    State state_ = State::connecting;
    bool vanished_ = false;
    int error_ = 0;
    std::string output_;  // [taken_, said_)
    std::uint64_t taken_ = 0, transmitted_ = 0;
    bool shut_ = false, fin_sent_ = false, fin_taken_ = false;
    bool waits_in_vain_ = false;
    std::string input_;
    std::uint64_t under_way_bytes_ = 0;  // to it
    std::uint64_t last_arrival_ = 0;     // of what it was sent
};

// What came to a socket for datagrams.
struct SimulatedDatagrams {
    static constexpr std::size_t waiting_max = 64;
    struct One {
        std::uint16_t from;
        std::string bytes;
    };
    std::deque<One> waiting;
    std::uint16_t port = 0;
};

class SimulatedNetwork {
public:
    struct Weather {
        std::uint64_t delay_nanos_min = 10'000, delay_nanos_max = 2'000'000;
        std::uint32_t packet_bytes_max = 1400;
        std::uint32_t send_bytes_max = 4096, receive_bytes_max = 4096;  // buffers of an endpoint
        std::uint32_t lost_one_in = 4;                                  // datagrams
    };
    struct Listening {
        std::deque<Endpoint*> waiting;
        std::size_t backlog = 0;
        std::function<void(Endpoint&)> take;  // who takes at once; none: they wait to be accepted
    };

    explicit SimulatedNetwork(Dice& dice) : dice_(dice) {}

    std::uint64_t now() const { return now_; }
    // Time goes on to there, and what happens meanwhile happens.
    void advance_to(std::uint64_t nanos);
    static constexpr std::uint64_t never = ~std::uint64_t{0};
    std::uint64_t next_event() const { return events_.empty() ? never : events_.top().nanos; }
    void after(std::uint64_t nanos, std::function<void()> happens);

    std::uint16_t new_port() { return next_port_++; }
    Listening& listen(std::uint16_t port) { return listening_[port]; }
    void stop_listening(std::uint16_t port);
    // An address where nobody ever answers.
    static constexpr std::uint16_t nowhere = 9;
    Endpoint& connect(std::uint16_t port);
    // Over a UNIX socket: it is made at once, or null with the errno why not.
    Endpoint* connect_local(std::uint16_t port, int& error);

    void bind(SimulatedDatagrams& socket) { datagrams_[socket.port] = &socket; }
    void unbind(const SimulatedDatagrams& socket) { datagrams_.erase(socket.port); }
    void send_datagram(std::uint16_t from, std::uint16_t to, std::string bytes);

    Weather weather;

private:
    friend class Endpoint;

    static constexpr int tries_max = 5;
    static constexpr std::uint64_t try_nanos = 1'000'000'000;

    struct Event {
        std::uint64_t nanos, number;
        std::function<void()> happens;
        bool operator<(const Event& other) const {
            return nanos != other.nanos ? nanos > other.nanos : number > other.number;
        }
    };

    std::uint64_t delay() { return dice_.between(weather.delay_nanos_min, weather.delay_nanos_max); }
    void send_to(Endpoint& to, std::function<void()> arrives);
    bool full(const Listening& listening) const {
        return !listening.take && listening.waiting.size() > listening.backlog;
    }
    Endpoint& new_endpoint(std::uint16_t port, bool local = false) {
        return *endpoints_.emplace_back(std::make_unique<Endpoint>(*this, port, local));
    }
    void join(Listening& listening, Endpoint& client, Endpoint& server);
    void knock(Endpoint& client, std::uint16_t port, int tries);

    Dice& dice_;
    std::uint64_t now_ = 1'000'000'000'000;
    std::uint64_t events_made_ = 0;
    std::uint16_t next_port_ = 20'000;
    std::priority_queue<Event> events_;
    std::deque<std::unique_ptr<Endpoint>> endpoints_;
    std::map<std::uint16_t, Listening> listening_;
    std::map<std::uint16_t, SimulatedDatagrams*> datagrams_;
};

}  // namespace millrace
