package io.millrace.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Memory of a connection that has echoed one message and is idle since. The heap is touched beforehand and so does not grow
 * in the figure of the system, which then is what lies outside it; what lies on it the JVM says, after a collection.
 */
final class MemoryMeter implements Meter {
    /** For the JVM: the whole heap is there from the beginning. */
    static final List<String> JVM_OPTIONS = List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch");

    private static final Shape BEFORE = Shape.exchange("raw", 100, 1, 64);
    private static final int CONNECTIONS = 1; // which of the shape's words says how many
    private static final long MESSAGES_BEFORE = 20_000;

    @Override
    public Figure whole() {
        return Figure.MEMORY;
    }

    @Override
    public List<Figure> layers() {
        return List.of(Figure.HEAP, Figure.OUTSIDE);
    }

    /** None: not everybody has a heap to be ahead on. */
    @Override
    public List<Figure> others() {
        return List.of();
    }

    @Override
    public List<Map<Figure, Double>> measure(Contestant contestant, List<Shape> shapes, Effort effort, Told told)
            throws AbsentException, IOException, InterruptedException {
        Shape shape = shapes.get(0);
        try (Server server = Server.start(contestant)) {
            told.version(server.version());
            told.begun(shape);
            heapBytes(contestant, server); // what the start has left behind goes with the first collections
            try (Load load = Load.connect(BEFORE, server.port())) {
                load.count(MESSAGES_BEFORE); // what is there once is not the connections'
            }
            long heapBefore = heapBytes(contestant, server);
            long residentBefore = server.residentBytes();
            try (Load load = Load.connect(shape, server.port())) {
                load.count(load.connections());
                if (load.connections() < Integer.parseInt(shape.words().get(CONNECTIONS))) {
                    told.note("The limit of descriptors allows " + load.connections() + " connections only.");
                }
                double heap = (double) (heapBytes(contestant, server) - heapBefore) / load.connections();
                double outside = (double) (server.residentBytes() - residentBefore) / load.connections();
                return List.of(figures(Math.max(heap, 0), Math.max(outside, 0)));
            }
        }
    }

    private static long heapBytes(Contestant contestant, Server server) throws IOException, InterruptedException {
        return contestant.isJava() ? server.heapBytes() : 0;
    }

    private static Map<Figure, Double> figures(double heap, double outside) {
        return Map.of(Figure.HEAP, heap, Figure.OUTSIDE, outside, Figure.MEMORY, heap + outside);
    }
}
