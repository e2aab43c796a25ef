package io.millrace.bench.compare.server.nio;

import java.nio.ByteBuffer;

/** What one connection's bytes mean. */
interface Session {
    /**
     * Bytes have come. Takes those that are whole; what it leaves comes again, with more behind it.
     *
     * @param in from where the last call stopped to what has come by now
     * @param out empty, to be written into; larger than any answer to what fits into {@code in}
     * @return what is to be sent, ready to be read: {@code out}, or {@code in} itself where all of it goes back
     */
    ByteBuffer received(ByteBuffer in, ByteBuffer out);
}
