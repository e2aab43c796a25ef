package io.millrace.engine;

import java.net.SocketAddress;

/** The record of a question once it is answered; what the fields mean depends on the question. */
public record Answer(int segment, int offset, int length, int reserved, long a, long b, long c, long d) {
    /** Of a question for an address, whose answer was {@code family}. */
    public SocketAddress address(int family) {
        return RawAddress.read(family, a, b, length, d);
    }
}
