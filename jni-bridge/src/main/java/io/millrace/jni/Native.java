package io.millrace.jni;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Raw;

/**
 * The native methods: {@code native/include/millrace/millrace.h}, function by function, which documents them.
 *
 * <p>Only primitives cross here, so that each method compiles to a bare jump. A new feature is a new record, not a new
 * method; {@code NativeMethodsTest} counts them. Call nothing before {@link Library#load()} has returned.
 */
@Platform(
        value = "linux",
        include = {"millrace_bridge.h", "millrace/millrace.h"},
        link = "millrace_native",
        library = "millrace_jni")
@NoException
public final class Native {
    private Native() {}

    @Name("mr_abi_version")
    public static native int abiVersion();

    @Name("mr_layout")
    public static native int layout(int index);

    @Name("mr_pool_ceiling")
    public static native int poolCeiling(long bytes);

    @Name("mr_open")
    public static native long open(int loopKind);

    @Name("mr_close")
    public static native int close(long loop);

    @Name("mr_turn")
    public static native int turn(long loop, int commands, long timeoutNanos);

    @Name("mr_ask")
    public static native long ask(long loop, int index);

    @Name("mr_adopt")
    public static native long adopt(long loop, int kind, int descriptor);

    @Name("mr_receive")
    public static native long receive(long loop, long connection, long address, long length);

    @Name("mr_wake")
    public static native int wake(long loop);

    @Name("mr_block_address")
    public static native long blockAddress(int block, long which);

    @Name("mr_block_length")
    public static native long blockLength(int block, long which);

    @Name("mr_scan")
    public static native long scan(int kind, long address, long length, long needle, long needleLength);

    @Name("mr_split")
    public static native long split(
            int kind,
            long address,
            long from,
            long length,
            long needle,
            long needleLength,
            long outAddress,
            long outMax);

    @Name("mr_parse_decimals")
    public static native long parseDecimals(
            long address, long length, long start, long endsAddress, long count, long gap, long outAddress);

    @Name("mr_columns")
    public static native long columns(
            long planAddress,
            long planLength,
            long address,
            long from,
            long length,
            int ends,
            long outAddress,
            long outLength);

    @Name("mr_targets")
    public static native int targets();

    @Name("mr_target_in_use")
    public static native int targetInUse();

    /** A view of {@code length} bytes of native memory at {@code address}; the caller guarantees that they stay. */
    @Name("mr_view")
    @Raw(withEnv = true)
    public static native ByteBuffer view(long address, long length);

    /** The address of a direct buffer's first byte; 0 for any other buffer. */
    @Name("mr_address_of")
    public static native long addressOf(@Raw(withEnv = true) Buffer buffer);
}
