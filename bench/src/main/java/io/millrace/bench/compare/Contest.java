package io.millrace.bench.compare;

import io.millrace.bench.report.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Measures a workload: its contestants in turn, A B A B, each time in a new process, so that what disturbs the machine for a
 * while disturbs all of them.
 */
final class Contest {
    private final Workload workload;
    private final Effort effort;
    private final Progress progress;
    private final Map<String, String> versions;
    private final Map<String, List<Samples>> samples = new LinkedHashMap<>();
    private final Map<String, String> absent = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /** @param versions is told what contestants say of themselves, by their names */
    Contest(Workload workload, Effort effort, Progress progress, Map<String, String> versions) {
        this.workload = workload;
        this.effort = effort;
        this.progress = progress;
        this.versions = versions;
    }

    /** How many steps the progress has of it. */
    static int steps(Workload workload, Effort effort) {
        return workload.contestants().size() * stepsOfOne(workload, effort);
    }

    private static int stepsOfOne(Workload workload, Effort effort) {
        return IntStream.rangeClosed(1, effort.rounds())
                .map(round -> workload.shapes(round).size())
                .sum();
    }

    /** @throws IOException if a server answered wrongly or not at all */
    Outcome run() throws IOException, InterruptedException {
        List<Contestant> present = new ArrayList<>(workload.contestants());
        for (int round = 1; round <= effort.rounds(); round++) {
            for (Contestant contestant : List.copyOf(present)) {
                try {
                    measure(contestant, round);
                } catch (AbsentException e) {
                    if (round > 1) {
                        throw new IOException(contestant.name() + " does not start any more: " + e.getMessage(), e);
                    }
                    present.remove(contestant);
                    excuse(contestant, e);
                }
            }
        }
        return outcome();
    }

    private void measure(Contestant contestant, int round) throws AbsentException, IOException, InterruptedException {
        List<Map<Figure, Double>> figures;
        try {
            figures = workload.meter().measure(contestant, workload.shapes(round), effort, told(contestant, round));
        } catch (IOException e) {
            throw new IOException(workload.id() + " of " + contestant.name() + ": " + e.getMessage(), e);
        }
        List<Samples> all = samples.computeIfAbsent(contestant.id(), id -> new ArrayList<>());
        for (int shape = 0; shape < figures.size(); shape++) {
            if (round == 1) {
                all.add(new Samples());
            }
            all.get(shape).add(figures.get(shape));
        }
    }

    private void excuse(Contestant contestant, AbsentException e) {
        absent.put(contestant.name(), e.getMessage());
        progress.skip(stepsOfOne(workload, effort));
        progress.say(workload.id() + ": without " + contestant.name() + ": " + e.getMessage());
    }

    private Meter.Told told(Contestant contestant, int round) {
        return new Meter.Told() {
            @Override
            public void version(String version) {
                versions.putIfAbsent(contestant.name(), version);
            }

            @Override
            public void begun(Shape shape) {
                progress.step(workload.id() + " " + shape.id() + ", round " + round + " of " + effort.rounds() + ", "
                        + contestant.name());
            }

            @Override
            public void note(String note) {
                notes.add(note);
            }
        };
    }

    private Outcome outcome() {
        List<Outcome.InShape> shapes = new ArrayList<>();
        for (int i = 0; i < workload.shapes().size(); i++) {
            Map<String, Samples> here = new LinkedHashMap<>();
            int shape = i;
            samples.forEach((id, all) -> here.put(id, all.get(shape)));
            shapes.add(new Outcome.InShape(
                    workload.shapes().get(i).id(), workload.shapes().get(i).title(), here));
        }
        return new Outcome(workload.id(), shapes, absent, List.copyOf(notes));
    }
}
