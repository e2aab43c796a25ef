package io.millrace;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sockets that a process was started with: by number, or as systemd tells of them in the environment. */
final class Inherited {
    private static final int FIRST = 3; // behind standard input, output and error
    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    private Inherited() {}

    /** The descriptor that such a place names; one of systemd's is answered once, for then it is somebody's. */
    static int descriptorOf(Place place) {
        if (place instanceof Place.Descriptor descriptor) {
            return descriptor.number();
        }
        int index = indexOf(place, System.getenv(), ProcessHandle.current().pid());
        if (!TAKEN.add(index)) {
            throw new IllegalStateException(place + ": that socket is in use already");
        }
        return FIRST + index;
    }

    /** See sd_listen_fds(3). */
    static int indexOf(Place place, Map<String, String> environment, long pid) {
        String forPid = environment.get("LISTEN_PID");
        if (forPid == null) {
            throw new IllegalStateException(
                    place + ": this process was not started by a systemd socket (no LISTEN_PID)");
        }
        if (!forPid.equals(Long.toString(pid))) {
            throw new IllegalStateException(
                    place + ": the sockets are for process " + forPid + ", and this is " + pid + " (LISTEN_PID)");
        }
        int count = count(place, environment.getOrDefault("LISTEN_FDS", "0"));
        int index = place instanceof Place.ActivatedByName named
                ? List.of(environment.getOrDefault("LISTEN_FDNAMES", "").split(":"))
                        .indexOf(named.name())
                : ((Place.Activated) place).index();
        if (index < 0 || index >= count) {
            throw new IllegalStateException(place + ": there is no such socket among " + count + " (LISTEN_FDS)"
                    + " called " + environment.get("LISTEN_FDNAMES") + " (LISTEN_FDNAMES)");
        }
        return index;
    }

    private static int count(Place place, String number) {
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException wrong) {
            throw new IllegalStateException(place + ": LISTEN_FDS is '" + number + "'", wrong);
        }
    }
}
