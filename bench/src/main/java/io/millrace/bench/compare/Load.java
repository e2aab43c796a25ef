package io.millrace.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** A load's process, with its connections open: {@code bench/native/*_load.c}. It checks all that comes back. */
final class Load implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration MARGIN = Duration.ofSeconds(30); // its own patience ends after 10 s of silence
    private static final Duration WHOLE_MAX = Duration.ofMinutes(15);

    private final Dialogue dialogue;
    private final int connections;

    /** How much it was, and how long that took. */
    record Done(long items, long nanos) {}

    private Load(Dialogue dialogue) throws IOException, InterruptedException {
        this.dialogue = dialogue;
        connections = Integer.parseInt(dialogue.hear("connected ", MARGIN));
    }

    /** Connects to a server. */
    static Load connect(Shape shape, int port) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Program.unpack(shape.program()).toString());
        command.add(Integer.toString(port));
        command.addAll(shape.words());
        Dialogue dialogue = new Dialogue("the load of " + shape.title(), Cores.on(Cores.LOAD, command));
        try {
            return new Load(dialogue);
        } catch (IOException | InterruptedException | RuntimeException e) {
            dialogue.close();
            throw e;
        }
    }

    /** How many there are: as many as were wanted, or as the limit of descriptors allows. */
    int connections() {
        return connections;
    }

    /** Does as much as goes into a time. */
    Done during(Duration time) throws IOException, InterruptedException {
        return carryOut("time " + time.toMillis(), time.plus(MARGIN));
    }

    /** Does so much. */
    Done count(long items) throws IOException, InterruptedException {
        return carryOut("count " + items, MARGIN);
    }

    /**
     * Sends so many bytes, to the end of the line that the last of them is in; for the load of a shape that has lines.
     *
     * @param told how many that were
     */
    Done bytes(long bytes, LongConsumer told) throws IOException, InterruptedException {
        dialogue.say("bytes " + bytes);
        told.accept(Long.parseLong(dialogue.hear("sending ", MARGIN)));
        return done(WHOLE_MAX);
    }

    /**
     * Sends what is due in that time by a schedule; for the load of a {@link Shape#paced paced} shape.
     *
     * @param rate the shape's
     */
    Map<Figure, Double> paced(long rate, Duration time) throws IOException, InterruptedException {
        dialogue.say("count " + Math.max(1, rate * time.toMillis() / 1000));
        JsonNode told = JSON.readTree(dialogue.hear("latency ", time.plus(MARGIN)));
        double due = told.path("due").asDouble();
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.RATE, (double) rate);
        figures.put(Figure.P50, told.path("p50").asDouble());
        figures.put(Figure.P99, told.path("p99").asDouble());
        figures.put(Figure.P999, told.path("p999").asDouble());
        figures.put(Figure.WORST, told.path("max").asDouble());
        figures.put(Figure.LOAD_LATE, told.path("load_late").asDouble());
        figures.put(Figure.BEHIND, told.path("behind").asDouble() / due);
        figures.put(Figure.UNANSWERED, told.path("unanswered").asDouble() / due);
        return figures;
    }

    private Done carryOut(String order, Duration patience) throws IOException, InterruptedException {
        dialogue.say(order);
        return done(patience);
    }

    private Done done(Duration patience) throws IOException, InterruptedException {
        JsonNode answer = JSON.readTree("{" + dialogue.hear("{", patience));
        return new Done(answer.path("items").asLong(), answer.path("nanos").asLong());
    }

    @Override
    public void close() {
        dialogue.close();
    }
}
