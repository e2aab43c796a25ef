// Floor 1. See simulated_network.hpp.
#include "io/simulated_network.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace millrace {

std::size_t Endpoint::free_bytes() const {
    const std::size_t most = network_.weather.send_bytes_max;
    return output_.size() < most ? most - output_.size() : 0;
}

std::int64_t Endpoint::send(std::string_view bytes) {
    if (error_ != 0) return -take_error();
    if (shut_ || state_ == State::dead) return -EPIPE;
    const std::size_t taken = std::min(bytes.size(), free_bytes());
    if (state_ == State::connecting || (taken == 0 && !bytes.empty())) return -EAGAIN;
    output_ += bytes.substr(0, taken);
    transmit();
    return static_cast<std::int64_t>(taken);
}

std::int64_t Endpoint::receive(char* bytes, std::size_t length) {
    if (const std::size_t taken = input_.copy(bytes, length); taken > 0) {
        input_.erase(0, taken);
        read_bytes += taken;
        if (peer_) peer_->transmit();
        return static_cast<std::int64_t>(taken);
    }
    if (fin_came) return 0;
    if (error_ != 0) return -take_error();
    return state_ == State::dead ? 0 : -EAGAIN;
}

std::int64_t Endpoint::shut_down() {
    if (state_ != State::established) return -ENOTCONN;
    shut_ = true;
    transmit();
    return 0;
}

void Endpoint::close(bool reset) {
    closed = true;
    if (state_ != State::established) {
        state_ = State::dead;
    } else if ((reset && !local_) || !input_.empty()) {
        send_reset();
    } else {
        shut_ = true;
        transmit();
    }
}

int Endpoint::take_error() { return std::exchange(error_, 0); }

std::uint32_t Endpoint::ready() const {
    if (state_ == State::connecting) return 0;
    const bool dead = state_ == State::dead;
    std::uint32_t events = 0;
    if (error_ != 0) events |= EPOLLERR;
    if (dead || (shut_ && fin_came)) events |= EPOLLHUP;
    if (dead || fin_came) events |= EPOLLIN | EPOLLRDHUP;
    if (!input_.empty()) events |= EPOLLIN;
    // A third of the buffer has to be free, as Linux has it.
    if (dead || shut_ || 2 * free_bytes() >= output_.size()) events |= EPOLLOUT;
    return events;
}

std::int64_t Endpoint::unacknowledged() const {
    // Of a UNIX socket the memory that is taken by what its program has not read.
    if (local_) return static_cast<std::int64_t>(2 * (output_.size() + peer_->input_.size()));
    return static_cast<std::int64_t>(output_.size()) + (shut_ && !fin_taken_ ? 1 : 0);
}

std::int64_t Endpoint::break_with(int error) {
    harmed = true;
    if (state_ == State::established) send_reset();
    state_ = State::dead;
    return -error;
}

void Endpoint::send_reset() {
    state_ = State::dead;
    sent_reset = true;
    if (!vanished_) network_.send_to(*peer_, [peer = peer_] { peer->arrive_reset(); });
}

void Endpoint::transmit() {
    if (state_ != State::established || vanished_) return;
    for (;;) {
        const std::uint64_t said = taken_ + output_.size();
        const std::uint64_t filled = peer_->input_.size() + peer_->under_way_bytes_;
        const std::uint64_t window = peer_->closed ? 1400 : network_.weather.receive_bytes_max;
        const std::uint64_t room = window > filled ? window - filled : 0;
        const std::uint64_t most =
            std::min({said - transmitted_, room, std::uint64_t{network_.weather.packet_bytes_max}});
        if (most == 0) break;
        const std::uint64_t length = network_.dice_.between(1, most);
        peer_->under_way_bytes_ += length;
        network_.send_to(*peer_, [peer = peer_, bytes = output_.substr(transmitted_ - taken_, length)]() mutable {
            peer->arrive(std::move(bytes));
        });
        transmitted_ += length;
    }
    if (!shut_ || fin_sent_ || transmitted_ != taken_ + output_.size()) return;
    fin_sent_ = true;
    network_.send_to(*peer_, [peer = peer_] { peer->arrive_fin(); });
}

void Endpoint::arrive(std::string bytes) {
    under_way_bytes_ -= bytes.size();
    if (vanished_) return peer_->wait_in_vain();
    // Nobody is left to read it.
    if (state_ == State::established && closed) return send_reset();
    if (state_ == State::dead) {
        network_.send_to(*peer_, [peer = peer_] { peer->arrive_reset(); });
        return;
    }
    input_ += bytes;
    network_.send_to(*peer_, [peer = peer_, count = bytes.size()] { peer->acknowledge(count); });
}

void Endpoint::arrive_fin() {
    if (vanished_) return peer_->wait_in_vain();
    if (state_ != State::established) return;
    fin_came = true;
    network_.send_to(*peer_, [peer = peer_] {
        peer->fin_taken_ = true;
        peer->taken_nanos = peer->network_.now();
    });
}

void Endpoint::arrive_reset() {
    if (vanished_ || state_ == State::dead) return;
    was_reset = true;
    die(state_ == State::connecting ? ECONNREFUSED : fin_came ? EPIPE : ECONNRESET);
}

void Endpoint::acknowledge(std::uint64_t taken) {
    if (state_ != State::established || vanished_) return;
    output_.erase(0, taken);
    taken_ += taken;
    taken_nanos = network_.now();
    transmit();
}

// What it sent is lost, and sent again for a while.
void Endpoint::wait_in_vain() {
    if (std::exchange(waits_in_vain_, true)) return;
    network_.after(patience_nanos, [this] {
        if (state_ != State::established) return;
        timed_out = true;
        die(ETIMEDOUT);
    });
}

void Endpoint::die(int error) {
    state_ = State::dead;
    error_ = error;
}

void SimulatedNetwork::after(std::uint64_t nanos, std::function<void()> happens) {
    events_.push({now_ + nanos, events_made_++, std::move(happens)});
}

void SimulatedNetwork::advance_to(std::uint64_t nanos) {
    while (!events_.empty() && events_.top().nanos <= nanos) {
        const Event event = std::move(const_cast<Event&>(events_.top()));
        events_.pop();
        now_ = std::max(now_, event.nanos);
        event.happens();
    }
    now_ = std::max(now_, nanos);
}

void SimulatedNetwork::send_to(Endpoint& to, std::function<void()> arrives) {
    to.last_arrival_ = std::max(to.last_arrival_, now_ + (to.local_ ? 0 : delay()));
    after(to.last_arrival_ - now_, std::move(arrives));
}

void SimulatedNetwork::stop_listening(std::uint16_t port) {
    for (Endpoint* waiting : listening_[port].waiting) waiting->close(true);
    listening_.erase(port);
}

Endpoint& SimulatedNetwork::connect(std::uint16_t port) {
    Endpoint& client = new_endpoint(new_port());
    knock(client, port, 0);
    return client;
}

Endpoint* SimulatedNetwork::connect_local(std::uint16_t port, int& error) {
    const auto found = listening_.find(port);
    error = found == listening_.end() ? ECONNREFUSED : full(found->second) ? EAGAIN : 0;
    if (error != 0) return nullptr;
    Endpoint& client = new_endpoint(new_port(), true);
    client.state_ = Endpoint::State::established;
    join(found->second, client, new_endpoint(port, true));
    return &client;
}

void SimulatedNetwork::join(Listening& listening, Endpoint& client, Endpoint& server) {
    server.state_ = Endpoint::State::established;
    server.peer_ = &client;
    client.peer_ = &server;
    listening.take ? listening.take(server) : listening.waiting.push_back(&server);
}

void SimulatedNetwork::knock(Endpoint& client, std::uint16_t port, int tries) {
    after(delay(), [this, &client, port, tries] {
        if (!client.connecting() || client.vanished_) return;
        const auto found = listening_.find(port);
        if (found == listening_.end() && port != nowhere) return send_to(client, [&client] { client.arrive_reset(); });
        // Who finds the queue full is not heard, and tries again.
        if (port == nowhere || full(found->second)) {
            if (tries < tries_max)
                return after(try_nanos << tries, [this, &client, port, tries] { knock(client, port, tries + 1); });
            client.timed_out = true;
            return client.die(ETIMEDOUT);
        }
        Endpoint& server = new_endpoint(port);
        send_to(client, [&client, &server] {
            if (client.connecting())
                client.state_ = Endpoint::State::established;
            else if (client.closed && !client.was_reset)
                server.arrive_reset();
        });
        join(found->second, client, server);
    });
}

void SimulatedNetwork::send_datagram(std::uint16_t from, std::uint16_t to, std::string bytes) {
    if (dice_.one_in(weather.lost_one_in)) return;
    after(delay(), [this, from, to, bytes = std::move(bytes)] {
        const auto found = datagrams_.find(to);
        if (found == datagrams_.end() || found->second->waiting.size() == SimulatedDatagrams::waiting_max) return;
        found->second->waiting.push_back({from, bytes});
    });
}

}  // namespace millrace
