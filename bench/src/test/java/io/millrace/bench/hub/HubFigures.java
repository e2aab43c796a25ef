package io.millrace.bench.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** What a hub says of itself at /stats, read with a strict parser of JSON. */
final class HubFigures {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HubFigures() {}

    static JsonNode read(Client client) throws IOException {
        return JSON.readTree(client.request("GET /stats").readAnswer(200));
    }

    /** The figures once they are so; fails after 10 s. */
    static JsonNode await(Client client, Predicate<JsonNode> wanted) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> read(client), wanted);
    }

    static void awaitListeners(Client client, int count) {
        await(client, stats -> stats.path("listeners").asInt() == count);
    }

    /** Waits until so many listeners of a stream are on its data loop: what is published from now on, they get. */
    static void awaitStreaming(Client client, String name, int count) {
        await(
                client,
                stats -> StreamSupport.stream(
                                        stream(stats, name).path("listeners").spliterator(), false)
                                .filter(listener ->
                                        !listener.path("state").asText().equals("joining"))
                                .count()
                        == count);
    }

    /** A stream by its name; a missing node when there is none. */
    static JsonNode stream(JsonNode stats, String name) {
        for (JsonNode stream : stats.path("streams")) {
            if (stream.path("name").asText().equals(name)) {
                return stream;
            }
        }
        return MissingNode.getInstance();
    }
}
