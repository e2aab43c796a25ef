package io.millrace.bench.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * CPU time and time of an item, under a load that never waits; and where messages are answered, latencies under one that is
 * paced. Connections are open before and closed after.
 */
final class CpuMeter implements Meter {
    private final Optional<Pace> pace;

    private CpuMeter(Optional<Pace> pace) {
        this.pace = pace;
    }

    /** For services that do not answer each item. */
    static CpuMeter ofItems() {
        return new CpuMeter(Optional.empty());
    }

    /** For those that do. */
    static CpuMeter ofAnswers() {
        return new CpuMeter(Optional.of(new Pace()));
    }

    @Override
    public Figure whole() {
        return Figure.CPU;
    }

    @Override
    public List<Figure> layers() {
        return List.of(Figure.USER, Figure.SYSTEM);
    }

    @Override
    public List<Figure> others() {
        return hasLatency() ? List.of(Figure.USER, Figure.ELAPSED, Figure.P99) : List.of(Figure.USER, Figure.ELAPSED);
    }

    @Override
    public boolean hasLatency() {
        return pace.isPresent();
    }

    @Override
    public List<Map<Figure, Double>> measure(Contestant contestant, List<Shape> shapes, Effort effort, Told told)
            throws AbsentException, IOException, InterruptedException {
        List<Map<Figure, Double>> all = new ArrayList<>();
        try (Server server = Server.start(contestant)) {
            told.version(server.version());
            for (Shape shape : shapes) {
                told.begun(shape);
                boolean isCold = all.isEmpty() && contestant.isJava();
                Map<Figure, Double> figures = new EnumMap<>(Figure.class);
                figures.putAll(cost(server, shape, isCold ? effort.warmUp() : effort.settling(), effort, told));
                if (pace.isPresent()) {
                    figures.putAll(pace.get().measure(contestant, server.port(), shape, figures, effort.paced(), told));
                }
                all.add(figures);
            }
        }
        return all;
    }

    private static Map<Figure, Double> cost(Server server, Shape shape, Duration before, Effort effort, Told told)
            throws IOException, InterruptedException {
        try (Load load = Load.connect(shape, server.port())) {
            load.during(before);
            CpuTime earlier = server.cpuTime();
            Load.Done done = shape.isOnce() ? whole(load, shape, told) : load.during(effort.measured());
            return figures(server.cpuTime().since(earlier), done);
        }
    }

    private static Load.Done whole(Load load, Shape shape, Told told) throws IOException, InterruptedException {
        long[] sent = new long[1];
        Load.Done done = load.bytes(shape.bytes(), bytes -> sent[0] = bytes);
        told.note(String.format(
                Locale.ROOT,
                "%s, measured in the first round: %,d lines of %,d bytes together, which is %,d to the end of a line.",
                shape.title(),
                done.items(),
                sent[0],
                shape.bytes()));
        return done;
    }

    static Map<Figure, Double> figures(CpuTime spent, Load.Done done) {
        double items = done.items();
        return Map.of(
                Figure.USER, spent.userNanos() / items,
                Figure.SYSTEM, spent.systemNanos() / items,
                Figure.CPU, (spent.userNanos() + spent.systemNanos()) / items,
                Figure.ELAPSED, done.nanos() / items);
    }
}
