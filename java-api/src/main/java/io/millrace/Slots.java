package io.millrace;

import io.millrace.engine.Statistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A loop's objects of one kind, found by handle: by its index, and then only if the whole handle is right, so that one which
 * is out of date finds nothing. On the loop's thread only.
 */
final class Slots<T> {
    private long[] handles = new long[16];
    private Object[] objects = new Object[16];

    /** The object with that handle, or null. */
    @SuppressWarnings("unchecked") // only put() writes there
    T get(long handle) {
        int index = Statistics.index(handle);
        return index < handles.length && handles[index] == handle ? (T) objects[index] : null;
    }

    void put(long handle, T object) {
        int index = Statistics.index(handle);
        if (index >= handles.length) {
            int size = Math.max(handles.length * 2, index + 1);
            handles = Arrays.copyOf(handles, size);
            objects = Arrays.copyOf(objects, size);
        }
        handles[index] = handle;
        objects[index] = object;
    }

    void remove(long handle) {
        int index = Statistics.index(handle);
        if (index < handles.length && handles[index] == handle) {
            handles[index] = 0;
            objects[index] = null;
        }
    }

    /** All of them, as they are now. */
    @SuppressWarnings("unchecked") // only put() writes there
    List<T> all() {
        List<T> all = new ArrayList<>();
        for (Object object : objects) {
            if (object != null) {
                all.add((T) object);
            }
        }
        return all;
    }
}
