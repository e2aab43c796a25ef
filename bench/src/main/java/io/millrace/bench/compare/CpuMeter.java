package io.millrace.bench.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** CPU time and time of an item, under a load that never waits. Connections are open before and closed after. */
final class CpuMeter implements Meter {
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
        return List.of(Figure.USER, Figure.ELAPSED);
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
                all.add(measure(server, shape, isCold ? effort.warmUp() : effort.settling(), effort.measured()));
            }
        }
        return all;
    }

    private static Map<Figure, Double> measure(Server server, Shape shape, Duration before, Duration measured)
            throws IOException, InterruptedException {
        try (Load load = Load.connect(shape, server.port())) {
            load.during(before);
            CpuTime earlier = server.cpuTime();
            Load.Done done = load.during(measured);
            return figures(server.cpuTime().since(earlier), done);
        }
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
