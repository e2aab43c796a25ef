package io.millrace;

import java.util.Arrays;

/**
 * The timers of a loop that are not due soon: a wheel of wheels, as Varghese and Lauck describe them (1987).
 *
 * <pre>
 *   a deadline  ┌─────────┬─────────┬───  ───┬─────────┬─────────┬──────────────────┐
 *   in bits     │ level 6 │ level 5 │  ...   │ level 1 │ level 0 │ within a tick    │   7 × 6 + 21 = 63
 *               └─────────┴─────────┴───  ───┴─────────┴─────────┴──────────────────┘
 *               a timer is on the level of the first bits from the left that differ from the present tick's,
 *               in the slot that these bits say
 *
 *   present tick &lt; tick of each timer here             so on a level, slots behind the present one alone are occupied,
 *   timers of level 0 &lt; those of level 1 &lt; ...         and the first occupied slot of the lowest level comes first
 * </pre>
 *
 * <p>Each level says in one word which of its slots are occupied, so the next one is found without looking at any timer.
 * Adding and removing are O(1). A slot is turned when one of its timers is due: those of the present tick are then near, and
 * go to a heap that knows their order; the others go to a lower level. So each is moved seven times at most. On the loop's
 * thread only.
 */
final class TimerWheel {
    static final int LEVELS = 7;

    private static final int TICK_BITS = 21; // of 2.1 ms: what is due within one is kept in exact order elsewhere
    private static final int SLOT_BITS = 6;
    private static final int SLOTS = 1 << SLOT_BITS;

    private final TimerList[] slots = new TimerList[LEVELS * SLOTS];
    private final long[] occupied = new long[LEVELS];
    private long presentTick;
    private TimerList turning; // the slot that the present tick is in, while not all of it has been moved
    private long moved;

    TimerWheel() {
        Arrays.setAll(slots, slot -> new TimerList(slot / SLOTS, slot % SLOTS));
    }

    /** Whether a timer that is due then is too near to be here. */
    boolean isNear(long dueNanos) {
        return dueNanos >>> TICK_BITS <= presentTick;
    }

    /** Adds one that is not near. */
    void add(Timer timer) {
        long tick = timer.dueNanos >>> TICK_BITS;
        int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(tick ^ presentTick)) / SLOT_BITS;
        int index = (int) (tick >>> level * SLOT_BITS) & (SLOTS - 1);
        slots[level * SLOTS + index].add(timer);
        occupied[level] |= 1L << index;
    }

    /** Removes one that is here. */
    void remove(Timer timer) {
        TimerList slot = timer.list;
        slot.remove(timer);
        if (slot.isEmpty()) {
            occupied[slot.level] &= ~(1L << slot.index);
            if (slot == turning) {
                turning = null;
            }
        }
    }

    /** No timer here is due before; {@link Long#MAX_VALUE} if there is none. */
    long nextDueNanos() {
        TimerList next = next();
        return next == null ? Long.MAX_VALUE : next.earliestNanos;
    }

    /** Whether a slot is being turned; until that is done, those that are near may not be all. */
    boolean isTurning() {
        return turning != null;
    }

    /** Moves the present tick on as far as no slot needs to be turned for it. */
    void advance(long nowNanos) {
        TimerList next = next();
        long tick = nowNanos >>> TICK_BITS;
        presentTick = Math.max(presentTick, next == null ? tick : Math.min(tick, firstTickOf(next) - 1));
    }

    /**
     * Turns the next slot, of whose timers one is due: moves {@code most} of them at most, those that are near to {@code near}.
     *
     * @return whether the slot was turned to its end
     */
    boolean turn(long nowNanos, TimerHeap near, int most) {
        TimerList slot = next();
        if (turning == null) {
            turning = slot;
            presentTick = Math.min(nowNanos >>> TICK_BITS, lastTickOf(slot));
        }
        for (int i = 0; i < most && !slot.isEmpty(); i++) {
            Timer timer = slot.first;
            remove(timer);
            if (isNear(timer.dueNanos)) {
                near.add(timer);
            } else {
                add(timer);
            }
            moved++;
        }
        return slot.isEmpty();
    }

    private TimerList next() {
        if (turning != null) {
            return turning;
        }
        for (int level = 0; level < LEVELS; level++) {
            if (occupied[level] != 0) {
                return slots[level * SLOTS + Long.numberOfTrailingZeros(occupied[level])];
            }
        }
        return null;
    }

    private long firstTickOf(TimerList slot) {
        int shift = slot.level * SLOT_BITS;
        long above = presentTick >>> shift + SLOT_BITS << SLOT_BITS;
        return (above | slot.index) << shift;
    }

    private long lastTickOf(TimerList slot) {
        return firstTickOf(slot) + (1L << slot.level * SLOT_BITS) - 1;
    }

    /** For tests: how many timers have been moved in all turns. */
    long moved() {
        return moved;
    }

    /** For tests: the order above, of each slot and its timers. */
    boolean holdsInvariants() {
        for (TimerList slot : slots) {
            boolean isOccupied = (occupied[slot.level] >>> slot.index & 1) == 1;
            if (slot.isEmpty() == isOccupied || (slot != turning && isOccupied && firstTickOf(slot) <= presentTick)) {
                return false;
            }
            for (Timer timer = slot.first; timer != null; timer = timer.next) {
                long tick = timer.dueNanos >>> TICK_BITS;
                boolean isInSlot = firstTickOf(slot) <= tick && tick <= lastTickOf(slot);
                boolean isLinked = timer.next == null || timer.next.previous == timer;
                if (timer.list != slot || !isInSlot || !isLinked || timer.dueNanos < slot.earliestNanos) {
                    return false;
                }
            }
        }
        return true;
    }
}
