// Protocols that break the boundary's rules, one for each FAULT.
#include <millrace/protocol.h>

namespace {

const mr_host* host;

struct State {
    mr_transport* transport;
};

void* open(const mr_host* given, mr_transport* transport) {
    host = given;
#if FAULT == NO_STATE
    (void)transport;
    return nullptr;
#else
    return new State{transport};
#endif
}

int64_t received(void*, const uint8_t*, size_t length) {
#if FAULT == CONSUMES_TOO_MUCH
    return static_cast<int64_t>(length) + 1;
#elif FAULT == ANSWERS_BELOW_ZERO
    return -77;
#else
    return static_cast<int64_t>(length);
#endif
}

int32_t frame(void* state, const uint8_t* bytes, size_t length) {
    mr_transport* transport = static_cast<State*>(state)->transport;
    static const uint8_t foreign[16] = "somebody else's";
    int32_t answer = host->write_received(transport, bytes + length, 1000000);
    if (answer >= 0) return -1000;
    answer = host->write_received(transport, foreign, 8);
    return answer;
}

void closed(void* state) { delete static_cast<State*>(state); }

}  // namespace

extern "C" const mr_protocol* mr_protocol_entry() {
#if FAULT == ANSWERS_NULL
    return nullptr;
#endif
    static mr_protocol protocol{MR_PROTOCOL_VERSION, sizeof(mr_protocol), "faulty", open, received, frame, nullptr,
                                nullptr, closed};
#if FAULT == OTHER_VERSION
    protocol.version = 99;
#elif FAULT == OTHER_SIZE
    protocol.size = 16;
#elif FAULT == NO_CLOSED
    protocol.closed = nullptr;
#endif
    return &protocol;
}
