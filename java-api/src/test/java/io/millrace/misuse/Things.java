package io.millrace.misuse;

import io.millrace.DataLoop;
import io.millrace.DatagramTransport;
import io.millrace.EventLoop;
import io.millrace.Listener;
import io.millrace.LoopGroup;
import io.millrace.MillraceException;
import io.millrace.Protocol;
import io.millrace.ReconnectingClient;
import io.millrace.Timer;
import io.millrace.Transport;
import io.millrace.bytes.Arena;
import io.millrace.bytes.Buffer;
import io.millrace.bytes.Mark;
import io.millrace.bytes.NumberTable;
import io.millrace.bytes.OffsetTable;
import io.millrace.bytes.Pool;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.stream.Feed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

/**
 * The objects that random calls are made on, a few of each type: living, closed, handed over, and what calls have answered.
 * Those of types that several threads may use are everybody's.
 */
final class Things {
    private static final int OF_EACH = 16;

    /** For any thread. */
    private static final List<Class<?>> SHARED = List.of(
            Slice.class,
            Mark.class,
            Pool.class,
            Region.class,
            Arena.class,
            EventLoop.class,
            DataLoop.class,
            LoopGroup.class,
            Listener.class,
            Transport.class,
            Protocol.class,
            Timer.class,
            Feed.class,
            DatagramTransport.class,
            ReconnectingClient.class);

    /** For one at a time. */
    private static final List<Class<?>> OWN = List.of(Buffer.class, OffsetTable.class, NumberTable.class);

    private static final Map<Class<?>, AtomicReferenceArray<Object>> OF_ALL = tables(SHARED);

    private final Map<Class<?>, AtomicReferenceArray<Object>> mine = tables(OWN);

    Things() {
        for (int i = 0; i < OF_EACH; i++) {
            mine.get(Buffer.class).set(i, new Buffer().append("hello"));
            mine.get(OffsetTable.class).set(i, new OffsetTable(1 + i));
            mine.get(NumberTable.class).set(i, new NumberTable(1 + i));
        }
    }

    private static Map<Class<?>, AtomicReferenceArray<Object>> tables(List<Class<?>> types) {
        Map<Class<?>, AtomicReferenceArray<Object>> tables = new HashMap<>();
        types.forEach(type -> tables.put(type, new AtomicReferenceArray<>(OF_EACH)));
        return tables;
    }

    /** The types whose methods are called. */
    static List<Class<?>> types() {
        return Stream.concat(SHARED.stream(), OWN.stream()).toList();
    }

    /** One of that type, or null where there is none yet. */
    Object any(Class<?> type, Random random) {
        AtomicReferenceArray<Object> table = mine.getOrDefault(type, OF_ALL.get(type));
        return table == null ? null : table.get(random.nextInt(OF_EACH));
    }

    /** Keeps it in the place of another, if it is of a type that is called. */
    static void keep(Object made, Random random) {
        if (made == null || made instanceof MillraceException) {
            return;
        }
        AtomicReferenceArray<Object> table = OF_ALL.get(
                made instanceof Protocol ? Protocol.class : made instanceof Timer ? Timer.class : made.getClass());
        if (table != null) {
            table.set(random.nextInt(OF_EACH), made);
        }
    }

    /** All of a type. */
    static <T> List<T> all(Class<T> type) {
        List<T> all = new ArrayList<>();
        for (int i = 0; i < OF_EACH; i++) {
            Object one = OF_ALL.get(type).get(i);
            if (one != null) {
                all.add(type.cast(one));
            }
        }
        return all;
    }
}
