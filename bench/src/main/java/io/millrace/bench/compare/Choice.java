package io.millrace.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is measured of all that could be.
 *
 * @param workloads ids; none: all
 * @param peers ids of those who take part besides Millrace; none: all
 */
record Choice(List<String> workloads, Set<String> peers) {
    /** @throws IllegalArgumentException if there is none of a name; says which there are */
    List<Workload> take(Effort effort) {
        for (String id : workloads) {
            require(Workloads.ids(), id, "there are");
        }
        List<Workload> taken = Workloads.ids().stream()
                .filter(id -> workloads.isEmpty() || workloads.contains(id))
                .map(Workloads::of)
                .toList();
        Set<String> known = new LinkedHashSet<>();
        taken.forEach(workload -> workload.contestants().forEach(each -> known.add(each.id())));
        for (String id : peers) {
            require(List.copyOf(known), id, "--with knows");
        }
        return taken.stream()
                .map(each -> each.with(contestants(each, effort)))
                .map(each -> effort.isFull() ? each : each.withoutWhatIsOnce())
                .toList();
    }

    private static void require(List<String> known, String id, String words) {
        if (!known.contains(id)) {
            throw new IllegalArgumentException(words + " " + String.join(", ", known) + ", and no '" + id + "'");
        }
    }

    private List<Contestant> contestants(Workload workload, Effort effort) {
        List<Contestant> contestants = new ArrayList<>();
        for (Contestant each : workload.contestants()) {
            boolean isMillrace = each.id().equals(Contestant.MILLRACE);
            if (isMillrace || peers.isEmpty() || peers.contains(each.id())) {
                contestants.add(each);
            }
            if (isMillrace && effort.isFull()) {
                contestants.add(Contestants.again(each));
            }
        }
        return contestants;
    }
}
