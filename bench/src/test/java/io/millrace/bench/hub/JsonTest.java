package io.millrace.bench.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void commasStandBetweenMembersAndNowhereElse() {
        Json json = new Json()
                .object()
                .member("a", 1)
                .name("b")
                .array()
                .string("x")
                .string("y")
                .endArray();
        json.name("c").object().endObject().name("d").nothing().endObject();
        assertThat(json).hasToString("{\"a\":1,\"b\":[\"x\",\"y\"],\"c\":{},\"d\":null}");
    }

    @Test
    void everyCharacterComesBackFromAParser() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int character = 0; character <= 0x3000; character++) {
            all.append((char) character);
        }
        String json = new Json().string(all.toString()).toString();
        assertThat(new ObjectMapper().readValue(json, String.class)).isEqualTo(all.toString());
        assertThat(json.chars()).allMatch(character -> character >= ' ' && character <= '~');
    }
}
