package io.millrace.engine.nio;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * The table behind the handles, {@code generation << 32 | kind << 28 | index}: a fixed number of slots, each used again
 * under a new generation. Any thread may ask; only its owner passes an object on or gives it back.
 */
final class SlotTable<T extends Slot> {
    private static final int INDEX_BITS = 28;
    private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;

    private final int kind;
    private final AtomicReferenceArray<T> slots;
    private final int[] generations;
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private int fresh;
    private volatile int live;

    SlotTable(int kind, int capacity) {
        this.kind = kind;
        slots = new AtomicReferenceArray<>(capacity);
        generations = new int[capacity];
    }

    static int kindOf(long handle) {
        return (int) handle >>> INDEX_BITS;
    }

    static int indexOf(long handle) {
        return (int) handle & INDEX_MASK;
    }

    /** Makes an object with the handle that it is given; null when the table is full. */
    synchronized T take(LongFunction<T> make) {
        if (free.isEmpty() && fresh == generations.length) {
            return null;
        }
        int index = free.isEmpty() ? fresh++ : free.pop();
        generations[index] = generations[index] == Integer.MAX_VALUE ? 1 : generations[index] + 1;
        long low = ((long) kind << INDEX_BITS | index) & 0xffff_ffffL;
        T made = make.apply((long) generations[index] << 32 | low);
        slots.setRelease(index, made);
        live++;
        return made;
    }

    /** Ends the object; its handle is stale from here on. */
    synchronized void giveBack(T object) {
        int index = indexOf(object.handle);
        object.owner = Slot.NOBODY;
        slots.setRelease(index, null);
        free.push(index);
        live--;
    }

    /** The object of a handle if that loop owns it; null for what is stale, forged, of another kind or elsewhere. */
    T find(long handle, int owner) {
        T object = object(handle);
        return object != null && object.owner == owner ? object : null;
    }

    /** The object of a handle, wherever it lives, for what never changes of it; null when the handle is stale. */
    T peek(long handle) {
        return object(handle);
    }

    /** Which loop owns it now; {@link Slot#NOBODY} when the handle is stale. */
    int ownerOf(long handle) {
        T object = object(handle);
        return object == null ? Slot.NOBODY : object.owner;
    }

    /** Visits what that loop owns; the visitor may give it back. */
    void forEach(int owner, Consumer<T> visit) {
        for (int index = 0; index < slots.length(); index++) {
            T object = slots.getAcquire(index);
            if (object != null && object.owner == owner) {
                visit.accept(object);
            }
        }
    }

    int live() {
        return live;
    }

    private T object(long handle) {
        int index = indexOf(handle);
        T object = index < slots.length() ? slots.getAcquire(index) : null;
        return object != null && object.handle == handle ? object : null;
    }
}
