// A protocol of the first header (fusion/first), written out in C's way: lines go back, and Java is told of each.
#include <millrace/protocol.h>

namespace {

const mr_host* host;

void* open(const mr_host* given, mr_transport* transport) {
    host = given;
    return transport;
}

int32_t frame(void* state, const uint8_t* bytes, size_t length) {
    auto* transport = static_cast<mr_transport*>(state);
    host->write_received(transport, bytes, length);
    host->write(transport, "\n", 1);
    return host->tell(transport, host->version, length, bytes, length);
}

void closed(void*) {}

constexpr mr_protocol protocol{MR_PROTOCOL_VERSION, sizeof(mr_protocol), "first", open, nullptr, frame, nullptr, nullptr,
                               closed};

}  // namespace

extern "C" const mr_protocol* mr_protocol_entry() { return &protocol; }
