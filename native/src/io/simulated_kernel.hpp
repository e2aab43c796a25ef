// Floor 1. A kernel without a machine, for tests: its sockets are endpoints of a simulated network, its clock is the
// network's, and all that happens follows from a seed. One thread.
//
// A wait that finds nothing is where others get their turn and where time goes on, to whatever comes first.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/fault_kernel.hpp"
#include "io/simulated_network.hpp"

namespace millrace {

class SimulatedKernel final : public Kernel {
public:
    SimulatedKernel(Dice& dice, SimulatedNetwork& network) : dice_(dice), network_(network) {}

    // Faults, of one call in so many; 0: none. Whole pauses of the process, of one wait in so many.
    std::uint32_t fault_one_in = 0;
    std::uint32_t pause_one_in = 0;
    std::uint64_t pause_nanos_max = 5'000'000'000;
    std::uint32_t short_one_in = 0;  // receives and sends that move less than they could
    int descriptors_max = 1000;
    // Called by a wait that finds nothing, before time goes on. True: something was done.
    std::function<bool()> others;

    bool interrupted = false;  // who waits does so no longer

    // What a UNIX socket's path, or name, is in the network.
    std::uint16_t port_of_path(const std::string& path);
    // The connection of a descriptor; null: it is none.
    Endpoint* endpoint(int fd);
    // Why a connection may have ended without reason, or none came.
    std::uint64_t harms() const { return harms_; }

    std::int64_t open_descriptors() const { return open_; }
    std::int64_t open_mappings() const { return mappings_; }
    std::uint64_t misuses() const { return misuses_; }
    // Many waits, one after the other, were told that something is ready, and nothing came of it.
    bool spins() const { return waits_in_vain_ > waits_in_vain_max; }
    // Everybody waits, and there is nothing that could come.
    bool hangs() const { return hangs_; }
    // From now on nobody waits.
    void give_up() { over_ = true; }
    bool given_up() const { return over_ || hangs_ || spins(); }
    // Something came of it.
    void note_progress() { waits_in_vain_ = 0; }

    std::int64_t receive(int fd, void* bytes, std::size_t length) override;
    std::int64_t send(int fd, const iovec* pieces, std::size_t count) override;
    std::int64_t receive_many(int fd, mmsghdr* messages, unsigned count) override;
    std::int64_t send_many(int fd, mmsghdr* messages, unsigned count) override;
    std::int64_t open_socket(int family, int type) override;
    std::int64_t adopt_socket(int, int, bool) override { return -EINVAL; }
    void disown_socket(int) override { ++misuses_; }
    std::int64_t bind_socket(int fd, const sockaddr* address, socklen_t length) override;
    std::int64_t listen_socket(int fd, int backlog) override;
    std::int64_t connect_socket(int fd, const sockaddr* address, socklen_t length) override;
    std::int64_t accept_socket(int fd, sockaddr* address, socklen_t* length) override;
    std::int64_t socket_address(int fd, sockaddr* address, socklen_t* length) override;
    std::int64_t set_option(int fd, int level, int option, int value) override;
    std::int64_t option(int fd, int level, int option) override;
    std::int64_t peer_address(int fd, sockaddr* address, socklen_t* length) override;
    std::int64_t tcp_information(int fd, TcpInformation& information) override;
    std::int64_t set_linger_reset(int fd) override;
    std::int64_t socket_error(int fd) override;
    std::int64_t unacknowledged_bytes(int fd) override;
    std::int64_t waiting_bytes(int fd) override;
    std::int64_t shutdown_writing(int fd) override;
    std::int64_t open_poll() override { return open(Kind::poll); }
    std::int64_t poll_control(int poll, int operation, int fd, epoll_event* event) override;
    std::int64_t poll_wait(int poll, epoll_event* events, int events_max, std::int64_t timeout_nanos) override;
    std::int64_t open_signal() override { return open(Kind::signal); }
    std::int64_t raise_signal(int fd) override;
    std::int64_t clear_signal(int fd) override;
    std::int64_t close_descriptor(int fd) override;
    void* map_memory(std::size_t bytes) override;
    void unmap_memory(void* memory, std::size_t bytes) override;
    std::int64_t forget_memory(void* memory, std::size_t bytes) override;
    std::uint64_t monotonic_nanos() override { return network_.now(); }
    std::uint64_t realtime_nanos() override { return network_.now(); }

private:
    static constexpr std::uint64_t waits_in_vain_max = 300;

    enum class Kind : std::uint8_t { none, stream, listener, datagrams, poll, signal };

    struct Descriptor {
        Kind kind = Kind::none;
        Endpoint* endpoint = nullptr;
        std::uint16_t port = 0;
        bool linger_reset = false;
        bool raised = false;
        bool local = false;  // a UNIX socket
        std::map<std::pair<int, int>, int> options;
        std::map<int, epoll_event> watched;
        std::unique_ptr<SimulatedDatagrams> datagrams;
    };

    // A poll that waits, until when: the innermost one is the last.
    struct Waiting {
        int poll;
        std::uint64_t until;
    };

    std::uint16_t port_of(const sockaddr* address, socklen_t length);
    std::int64_t connect_local(Descriptor& socket, std::uint16_t port);
    Descriptor* find(int fd, Kind kind);
    std::int64_t open(Kind kind);
    int fault_of(Call call);
    void harm(int fd);
    std::size_t shortened(std::size_t length);
    std::uint32_t ready(const Descriptor& descriptor) const;
    bool any_ready(int poll) const;
    int take_ready(int poll, epoll_event* events, int events_max);
    std::int64_t wait(int poll, epoll_event* events, int events_max, std::uint64_t until);
    void pause();

    Dice& dice_;
    SimulatedNetwork& network_;
    std::vector<Descriptor> descriptors_{3};  // the first three are never ours
    std::vector<Waiting> waiting_;
    std::map<std::string, std::uint16_t> paths_;
    std::int64_t open_ = 0, mappings_ = 0;
    std::uint64_t misuses_ = 0, harms_ = 0, waits_in_vain_ = 0;
    bool hangs_ = false, over_ = false;
};

}  // namespace millrace
