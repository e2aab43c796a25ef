// Floor 1. An address as the records carry it: an Internet one as 16 bytes in two numbers, a port, a family (4 or 6) and a zone;
// that of a UNIX socket (family 1) as its path.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace millrace {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = sizeof(sockaddr_storage);

    sockaddr* data() { return reinterpret_cast<sockaddr*>(&storage); }
    const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&storage); }
    int family() const { return storage.ss_family; }

    // That of nobody: empty.
    static SocketAddress none() {
        SocketAddress address;
        address.length = 0;
        return address;
    }

    // `family` 4: the first four bytes of `high`; 6: all sixteen, and a zone, which is the number of a network interface or
    // 0. Another family, or a port or zone that is none, gives an empty address.
    static SocketAddress of(std::uint16_t family, std::uint64_t high, std::uint64_t low, std::uint32_t port,
                            std::uint64_t zone = 0) {
        if (port > 0xffff || zone > (family == 6 ? 0xffffffff : 0)) return none();
        SocketAddress address;
        std::uint8_t bytes[16];
        std::memcpy(bytes, &high, 8);
        std::memcpy(bytes + 8, &low, 8);
        if (family == 4) {
            auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
            v4.sin_family = AF_INET;
            v4.sin_port = htons(static_cast<std::uint16_t>(port));
            std::memcpy(&v4.sin_addr, bytes, 4);
            address.length = sizeof v4;
        } else if (family == 6) {
            auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
            v6.sin6_family = AF_INET6;
            v6.sin6_port = htons(static_cast<std::uint16_t>(port));
            std::memcpy(&v6.sin6_addr, bytes, 16);
            v6.sin6_scope_id = static_cast<std::uint32_t>(zone);
            address.length = sizeof v6;
        } else {
            address.length = 0;
        }
        return address;
    }

    // A path, or a name that begins with a zero byte; empty when it is too long or none.
    static SocketAddress of_path(std::string_view path) {
        SocketAddress address;
        auto& local = reinterpret_cast<sockaddr_un&>(address.storage);
        local.sun_family = AF_UNIX;
        const bool fits = !path.empty() && path.size() < sizeof local.sun_path;
        const bool named = fits && (path[0] == 0 || path.find('\0') == std::string_view::npos);
        if (named) std::memcpy(local.sun_path, path.data(), path.size());
        address.length = named ? static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size()) : 0;
        if (named && path[0] != 0) ++address.length;  // and the zero behind it
        return address;
    }

    std::uint16_t port() const {
        if (family() == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
        if (family() == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(storage).sin6_port);
        return 0;
    }

    std::uint32_t zone() const {
        return family() == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(storage).sin6_scope_id : 0;
    }

    std::uint16_t family_number() const {
        switch (family()) {
            case AF_INET: return 4;
            case AF_INET6: return 6;
            case AF_UNIX: return 1;
            default: return 0;
        }
    }

    void words(std::uint64_t& high, std::uint64_t& low) const {
        std::uint8_t bytes[16] = {};
        if (family() == AF_INET) std::memcpy(bytes, &reinterpret_cast<const sockaddr_in&>(storage).sin_addr, 4);
        if (family() == AF_INET6) std::memcpy(bytes, &reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr, 16);
        std::memcpy(&high, bytes, 8);
        std::memcpy(&low, bytes + 8, 8);
    }
};

}  // namespace millrace
