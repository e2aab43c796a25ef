package io.millrace.engine;

import io.millrace.jni.Codes;
import io.millrace.jni.Library;
import io.millrace.jni.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The native part. Each function is one bare call. */
final class NativeSeam implements Seam {
    /**
     * Loads the library if it is not loaded.
     *
     * @throws io.millrace.jni.UnavailableException with cause and cure
     */
    NativeSeam() {
        Library.load();
    }

    @Override
    public long open(int loopKind) {
        return Native.open(loopKind);
    }

    @Override
    public int close(long loop) {
        return Native.close(loop);
    }

    @Override
    public int turn(long loop, int commands, long timeoutNanos) {
        return Native.turn(loop, commands, timeoutNanos);
    }

    @Override
    public long ask(long loop, int index) {
        return Native.ask(loop, index);
    }

    @Override
    public long adopt(long loop, int kind, int descriptor) {
        return Native.adopt(loop, kind, descriptor);
    }

    @Override
    public long receive(long loop, long connection, Block into, int offset, int length) {
        long received = Native.receive(loop, connection, into.address() + offset, length);
        Reference.reachabilityFence(into);
        return received;
    }

    @Override
    public int wake(long loop) {
        return Native.wake(loop);
    }

    @Override
    public ByteBuffer block(int block, long which) {
        long address = Native.blockAddress(block, which);
        return address == 0
                ? null
                : Native.view(address, Native.blockLength(block, which)).order(ByteOrder.nativeOrder());
    }

    @Override
    public Block slab(int index) {
        long address = Native.blockAddress(Codes.BLOCK_SLAB, index);
        return address == 0 ? null : Block.slab(address, Native.blockLength(Codes.BLOCK_SLAB, index));
    }
}
