package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.testing.RunningLoop;
import java.io.ByteArrayInputStream;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory under the caller's control: never past the ceiling, never another's bytes, and an exception for every misuse. */
class PoolTest {
    private final Pool pool = new Pool(1 << 20);

    private static void assertOver(Slice slice) {
        assertThatThrownBy(() -> slice.byteAt(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("copy()");
    }

    @Test
    void holdsToItsCeilingAndCounts() {
        Region half = pool.take(1 << 19);
        Region quarter = pool.take((1 << 18) - 5);
        assertThatThrownBy(() -> pool.take(1 << 19)).isInstanceOf(PoolFullException.class);
        assertThat(pool.tryTake(1 << 19)).isEmpty();
        assertThat(quarter.capacity()).isEqualTo((1 << 18) - 5);
        assertThat(pool.statistics()).isEqualTo(new Pool.Statistics(1 << 20, 3 << 18, 0, 3 << 18, 2, 2, 0));
        half.release();
        quarter.close();
        quarter.close();
        assertThat(pool.statistics()).isEqualTo(new Pool.Statistics(1 << 20, 0, 3 << 18, 3 << 18, 2, 2, 0));
        pool.take(1 << 20).release();
        assertThat(pool.statistics()).isEqualTo(new Pool.Statistics(1 << 20, 0, 1 << 20, 1 << 20, 3, 2, 0));
        for (int bad : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> pool.take(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isWrittenAndReadInPlace() {
        try (Region region = pool.take(40)) {
            region.put("a")
                    .put(new byte[] {'b'})
                    .put(ByteBuffer.wrap(new byte[] {'c'}))
                    .put(Slice.of("d"))
                    .putByte('e')
                    .putInt(0x01020304, ByteOrder.BIG_ENDIAN)
                    .putInt(0x01020304, ByteOrder.LITTLE_ENDIAN)
                    .putLong(7, ByteOrder.BIG_ENDIAN)
                    .putLong(7, ByteOrder.LITTLE_ENDIAN);
            assertThat(region.toSlice().toByteArray())
                    .containsExactly(
                            'a', 'b', 'c', 'd', 'e', 1, 2, 3, 4, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 7, 7, 0, 0, 0, 0, 0,
                            0, 0);
            assertThat(region.room()).isEqualTo(11);
            assertThatThrownBy(() -> region.put(new byte[12])).isInstanceOf(BufferOverflowException.class);
            assertThat(region.written()).isEqualTo(29);
            for (int bad : new int[] {-1, 30, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                assertThatThrownBy(() -> region.toSlice(0, bad)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> region.toSlice(bad, 29)).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    void filesAreReadIntoIt(@TempDir Path folder) throws Exception {
        byte[] bytes = new byte[10_000];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(folder.resolve("file"), bytes);
        try (FileChannel channel = FileChannel.open(file);
                Region region = pool.take(9_000)) {
            assertThat(region.readFrom(channel)).isEqualTo(9_000);
            assertThat(region.readFrom(channel)).as("no room").isZero();
            assertThat(region.toSlice()).isEqualTo(Slice.of(bytes, 0, 9_000));
            region.clear();
            assertThat(region.readFrom(channel)).isEqualTo(1_000);
            assertThat(region.readFrom(channel)).isEqualTo(-1);
            assertThat(region.toSlice()).isEqualTo(Slice.of(bytes, 9_000, 10_000));
        }
    }

    @Test
    void aForeignChannelThatKeepsTheBufferHarmsNobody() throws Exception {
        List<ByteBuffer> kept = new ArrayList<>();
        Region region = pool.take(4096);
        region.readFrom(new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer target) {
                kept.add(target);
                return 0;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        });
        region.release();
        Slice next = pool.take(4096).put("next").toSlice();
        kept.get(0).put(0, (byte) '#');
        assertThat(next).isEqualTo(Slice.of("next"));
    }

    @Test
    void slicesEndWithTheirRegionAndRetainedOnesDoNot() {
        Region region = pool.take(10).put("hello");
        Slice slice = region.toSlice();
        Slice kept = slice.slice(1, 3).retain();
        assertThatThrownBy(slice::release).hasMessageContaining("not retained");
        assertThatThrownBy(region::clear).isInstanceOf(IllegalStateException.class);
        region.release();

        assertOver(slice);
        assertThat(kept).isEqualTo(Slice.of("el"));
        assertThat(pool.statistics().inUseBytes()).isEqualTo(4096);
        kept.release();
        assertOver(kept);
        assertThatThrownBy(kept::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(region::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(region::clear).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(region::toSlice).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> region.put("x")).isInstanceOf(IllegalStateException.class);
        assertThat(pool.statistics().inUseBytes()).isZero();
    }

    @Test
    void clearingEndsTheSlices() {
        Region region = pool.take(10).put("hello");
        Slice slice = region.toSlice();
        region.clear();
        region.put("other");
        assertOver(slice);
        assertThat(region.toSlice()).isEqualTo(Slice.of("other"));
    }

    @Test
    void anArenaEndsAllThatWasTakenOfIt() {
        Slice kept;
        Arena arena = pool.arena();
        try (arena) {
            kept = arena.take(10).put("hello").toSlice().retain();
            arena.take(10).release();
        }
        assertOver(kept);
        assertThatThrownBy(() -> arena.take(10)).isInstanceOf(IllegalStateException.class);
        arena.close();
        assertThat(pool.statistics().inUseBytes()).isZero();
    }

    @Test
    void anArenaCutsSmallRegionsFromOneBlock() {
        Arena arena = pool.arena();
        List<Region> regions = new ArrayList<>();
        for (int i = 0; i < 56; i++) { // 16 + 32 + … + 896 and so on, each rounded up to 16
            regions.add(arena.take(i + 1).put(new byte[i]).putByte(i));
        }
        // 16 x 16 + 16 x 32 + 16 x 48 + 8 x 64 bytes
        assertThat(pool.statistics()).isEqualTo(new Pool.Statistics(1 << 20, 4096, 0, 4096, 1, 0, 0));
        for (int i = 0; i < 56; i++) {
            Region region = regions.get(i);
            Slice slice = region.toSlice();
            assertThat((slice.block.address() + slice.offset) % 16).isZero();
            assertThat(slice.findLast((byte) i)).isEqualTo(i);
            assertThat(slice.length()).isEqualTo(region.capacity()).isEqualTo(i + 1);
            assertThatThrownBy(() -> region.putByte(1)).isInstanceOf(BufferOverflowException.class);
        }
        arena.take(1024).put(new byte[1024]);
        arena.take(1024);
        assertThat(pool.statistics().taken()).as("2048 + 2 x 1024 bytes").isEqualTo(1);
        arena.take(1);
        assertThat(pool.statistics().taken()).isEqualTo(2);
        arena.take(1025);
        assertThat(pool.statistics().taken()).as("too large to cut").isEqualTo(3);
        assertThat(pool.statistics().inUseBytes()).isEqualTo(3 * 4096);
        arena.close();
        assertThat(pool.statistics()).isEqualTo(new Pool.Statistics(1 << 20, 0, 3 * 4096, 3 * 4096, 3, 0, 0));
    }

    @Test
    void aBlockOfAnArenaGoesBackWithTheLastOfItsRegions() {
        Arena arena = pool.arena();
        Region first = arena.take(1000).put("first");
        Region second = arena.take(1000).put("second");
        Slice kept = second.toSlice().retain();
        first.release();
        assertThat(kept).as("its neighbour is released").isEqualTo(Slice.of("second"));
        assertThatThrownBy(() -> first.toSlice()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(second::clear).isInstanceOf(IllegalStateException.class);
        second.release();
        arena.take(1000);
        arena.take(1000).release();
        arena.take(1000).release();
        assertThat(pool.statistics().inUseBytes()).isEqualTo(2 * 4096);
        kept.release();
        arena.close();
        assertThat(pool.statistics().inUseBytes()).isZero();
    }

    @Test
    void anArenaOfAFullPoolRefusesSmallRegionsToo() {
        Pool small = new Pool(4096);
        try (Arena arena = small.arena()) {
            for (int i = 0; i < 4; i++) {
                arena.take(1024);
            }
            assertThatThrownBy(() -> arena.take(1)).isInstanceOf(PoolFullException.class);
            assertThatThrownBy(() -> arena.take(0)).isInstanceOf(IllegalArgumentException.class);
            assertThat(small.statistics()).isEqualTo(new Pool.Statistics(4096, 4096, 0, 4096, 1, 1, 0));
        }
        small.take(4096).release();
    }

    @Test
    void aViewKeepsItsMemoryFromThePool() {
        ByteBuffer view = view();
        pool.take(4096).put("other");
        assertThat(StandardCharsets.US_ASCII.decode(view).toString()).isEqualTo("hello");
        assertThat(pool.statistics().views()).isEqualTo(1);
        view = null;
        await().atMost(RunningLoop.PATIENCE).until(() -> {
            System.gc();
            return pool.statistics().inUseBytes() == 4096;
        });
        assertThat(pool.statistics().views()).isZero();
        assertThat(view).isNull();
    }

    private ByteBuffer view() {
        try (Arena arena = pool.arena()) {
            return arena.take(10).put("hello").toSlice().asByteBuffer().duplicate();
        }
    }

    @Test
    void oneWritesAtATime() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Arena arena = pool.arena();
        Region region = arena.take(10);
        ReadableByteChannel slow = Channels.newChannel(new ByteArrayInputStream(new byte[3]) {
            @Override
            public synchronized int read(byte[] target, int from, int length) {
                reading.countDown();
                try {
                    release.await();
                } catch (InterruptedException impossible) {
                    throw new AssertionError(impossible);
                }
                return super.read(target, from, length);
            }
        });
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
            try {
                return region.readFrom(slow);
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        reading.await();
        assertThatThrownBy(() -> region.put("x")).hasMessageContaining("one at a time");
        assertThatThrownBy(region::release).hasMessageContaining("after that");
        assertThatThrownBy(region::clear).isInstanceOf(IllegalStateException.class);
        arena.close();
        assertThat(pool.statistics().inUseBytes()).as("while it is written").isPositive();
        release.countDown();
        assertThat(RunningLoop.get(read)).isEqualTo(3);
        assertThat(pool.statistics().inUseBytes()).isZero();
    }

    @Test
    void nobodySeesOthersBytesWhileManyTakeAndRelease() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte mine = (byte) ('a' + i);
            threads.add(CompletableFuture.runAsync(() -> takeAndRelease(mine)));
        }
        threads.forEach(RunningLoop::get);
        assertThat(pool.statistics().inUseBytes()).isZero();
    }

    private void takeAndRelease(byte mine) {
        byte[] bytes = new byte[1000];
        Arrays.fill(bytes, mine);
        for (int i = 0; i < 20_000; i++) {
            Slice kept;
            try (Region region = pool.take(1000)) {
                kept = region.put(bytes).toSlice().retain();
            }
            assertThat(kept.count(mine)).isEqualTo(1000);
            kept.release();
        }
    }
}
