package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jni.Codes;
import io.millrace.stream.Feed;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The enumerations that users see say what the numbers of the seam say, by name. */
class TwinsTest {
    @Test
    void reasons() {
        assertThat(names(Reason.values())).containsExactly(codes("REASON_", Codes.REASON_COUNT));
        assertThat(Reason.of(Codes.REASON_LAG)).isEqualTo(Reason.LAG);
        assertThat(Reason.of(-1)).isEqualTo(Reason.SYSTEM);
        assertThat(Reason.of(Codes.REASON_COUNT)).isEqualTo(Reason.SYSTEM);
    }

    @Test
    void whoEndedIt() {
        assertThat(Ending.By.of(Codes.BY_PEER)).isEqualTo(Ending.By.PEER);
        assertThat(Ending.By.of(Codes.BY_LOCAL)).isEqualTo(Ending.By.LOCAL);
        assertThat(Ending.By.of(Codes.BY_SYSTEM)).isEqualTo(Ending.By.SYSTEM);
        assertThat(Ending.By.of(0)).isEqualTo(Ending.By.SYSTEM);
    }

    @Test
    void statesOfConnections() {
        assertThat(names(ConnectionStats.State.values()))
                .containsExactly(codes("CONN_", ConnectionStats.State.values().length));
    }

    @Test
    void statesOfFeeds() {
        assertThat(names(Feed.State.values())).containsExactly(codes("FEED_", Feed.State.values().length));
    }

    @Test
    void whatHappensToTheSlow() {
        assertThat(names(Feed.Slow.values())).containsExactly(codes("SLOW_", Feed.Slow.values().length));
    }

    @Test
    void codesOfExceptions() {
        assertThat(MillraceException.STALE).isEqualTo(Codes.STALE);
        assertThat(MillraceException.WRONG_STATE).isEqualTo(Codes.WRONG_STATE);
        assertThat(MillraceException.NO_MEMORY).isEqualTo(Codes.NO_MEMORY);
        assertThat(MillraceException.FULL).isEqualTo(Codes.FULL);
        assertThat(MillraceException.BUSY).isEqualTo(Codes.BUSY);
    }

    private static String[] names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toArray(String[]::new);
    }

    /** The names of the codes with that prefix, by their number. */
    private static String[] codes(String prefix, int count) {
        String[] names = new String[count];
        for (Field field : Codes.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getName().startsWith(prefix)) {
                int number = number(field);
                if (number < count) {
                    names[number] = field.getName().substring(prefix.length());
                }
            }
        }
        return names;
    }

    private static int number(Field field) {
        try {
            return field.getInt(null);
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
