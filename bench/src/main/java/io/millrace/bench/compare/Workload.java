package io.millrace.bench.compare;

import java.util.List;

/**
 * What is put on the servers.
 *
 * @param id its name, for the command line and for files
 * @param title its heading
 * @param item what is counted: a message, a line
 * @param contestants who takes part, in the order of their turns
 * @param shapes how it is put on each
 * @param meter what is measured
 * @param notes what one must know to judge the figures
 */
record Workload(
        String id,
        String title,
        String item,
        List<Contestant> contestants,
        List<Shape> shapes,
        Meter meter,
        List<String> notes) {
    Workload {
        contestants = List.copyOf(contestants);
        shapes = List.copyOf(shapes);
        notes = List.copyOf(notes);
    }

    /** With these contestants instead. */
    Workload with(List<Contestant> others) {
        return new Workload(id, title, item, others, shapes, meter, notes);
    }

    /** Without what takes too long. */
    Workload withoutWhatIsOnce() {
        List<Shape> others = shapes.stream().filter(each -> !each.isOnce()).toList();
        return new Workload(id, title, item, contestants, others, meter, notes);
    }

    /** The shapes of a round; what is measured once is last in the first. */
    List<Shape> shapes(int round) {
        return shapes.stream().filter(each -> round == 1 || !each.isOnce()).toList();
    }

    /** About how long it takes. */
    double seconds(Effort effort) {
        return contestants.stream()
                .mapToDouble(each -> effort.seconds(each, shapes, meter.hasLatency()))
                .sum();
    }

    /** The contestant of an id, also of one that is not measured now. */
    Contestant contestant(String contestantId) {
        return contestants.stream()
                .filter(each -> each.id().equals(contestantId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " has no contestant " + contestantId));
    }
}
