// Floor 5. See control_loop.hpp: what Java asks about a connection.
#include "abi/control_loop.hpp"
#include "abi/mill.hpp"

namespace millrace {

// A question about a connection here; what needs more than a number is written into the record.
std::int64_t ControlLoop::answer(mr_command& question) {
    if (question.kind == MR_CMD_LOAD) return load(question);
    if (handle_kind(question.handle) != MR_HANDLE_CONNECTION) return MR_WRONG_KIND;
    Connection* connection = site_.connections.find(question.handle, loop_.number());
    if (!connection || connection->phase() == Phase::ended) return MR_STALE;
    if (!connection->attached()) return MR_WRONG_STATE;
    switch (question.kind) {
        case MR_CMD_GET: return connection->get(question.arg);
        case MR_CMD_ADDRESS: return address(*connection, question);
        default: return tcp_information(*connection, question);
    }
}

std::int64_t ControlLoop::address(Connection& connection, mr_command& question) {
    if (question.arg > MR_END_PEER) return MR_OUT_OF_RANGE;
    const TimedCall call(loop_.account(), TimedCall::other);
    SocketAddress address;
    Kernel& kernel = site_.kernel;
    const std::int64_t result = question.arg == MR_END_PEER
                                    ? kernel.peer_address(connection.fd(), address.data(), &address.length)
                                    : kernel.socket_address(connection.fd(), address.data(), &address.length);
    if (result < 0) return code_of(result);
    address.words(question.a, question.b);
    question.length = address.port();
    question.d = address.zone();
    return address.family_number();
}

std::int64_t ControlLoop::tcp_information(Connection& connection, mr_command& question) {
    TcpInformation info;
    const std::int64_t result = connection.tcp_information(info);
    if (result < 0) return code_of(result);
    question.segment = info.round_trip_micros;
    question.offset = info.round_trip_variance_micros;
    question.length = info.window_packets;
    question.reserved = info.resent_packets;
    question.a = connection.acknowledged();
    question.b = info.delivered_bytes_per_second;
    question.c = info.round_trip_min_micros;
    question.d = connection.bytes_out() - question.a;
    return MR_OK;
}

}  // namespace millrace
