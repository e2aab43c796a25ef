package io.millrace.bench.talk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.chart.Spread;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * Has programs outside the JVM measure, each in a process of its own, and reads what they answer. Where one is not
 * installed, fails, or takes too long, that is said and nothing else suffers.
 */
final class Guests {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Guest, Invitation> invitations;
    private final Duration patience;
    private final Map<Guest, String> versions = new EnumMap<>(Guest.class);

    /** @param patience for one chart */
    Guests(Map<Guest, Invitation> invitations, Duration patience) {
        this.invitations = new EnumMap<>(invitations);
        this.patience = patience;
    }

    /** All of them, as they are usually installed. */
    static Guests usual(Duration patience) {
        List<String> interpreters = List.of("python3", "/usr/bin/python3");
        return new Guests(
                Map.of(
                        Guest.CPYTHON, Invitation.ofScript(List.of("python3"), Guest.CPYTHON),
                        Guest.TWISTED, Invitation.ofScriptWith("twisted", interpreters, Guest.TWISTED),
                        Guest.GLIB, Invitation.ofProgram(Guest.GLIB)),
                patience);
    }

    /** What a guest said of itself: empty until it has measured something. */
    String version(Guest guest) {
        return versions.getOrDefault(guest, "");
    }

    /** Has a chart's figures measured. */
    List<Measured> measure(Guest guest, Order order) throws MeasuringFailed, InterruptedException {
        byte[] output = Child.run(invitations.get(guest).words(order), patience);
        try {
            JsonNode answer = JSON.readTree(output);
            List<Measured> measured = StreamSupport.stream(
                            answer.path("measured").spliterator(), false)
                    .map(point -> measured(guest, order.chart(), point))
                    .toList();
            versions.put(guest, answer.path("version").asText());
            return measured;
        } catch (IOException | IllegalArgumentException e) {
            throw new MeasuringFailed("it answered something else than figures: " + firstLine(e.getMessage()));
        }
    }

    private static Measured measured(Guest guest, String chart, JsonNode point) {
        List<Double> nanos = new ArrayList<>();
        point.path("nanos").forEach(each -> nanos.add(each.asDouble()));
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException("no times in " + point);
        }
        Map<String, Integer> at = new TreeMap<>();
        point.path("at")
                .properties()
                .forEach(each -> at.put(each.getKey(), each.getValue().asInt()));
        Map<String, Double> counted = new TreeMap<>();
        point.path("counted")
                .properties()
                .forEach(each -> counted.put(each.getKey(), each.getValue().asDouble()));
        Spread spread =
                Spread.of(nanos.stream().mapToDouble(Double::doubleValue).toArray());
        return new Measured(guest.source(chart, point.path("way").asText()), at, spread, counted);
    }

    private static String firstLine(String text) {
        return text == null ? "nothing" : text.lines().findFirst().orElse("nothing");
    }
}
