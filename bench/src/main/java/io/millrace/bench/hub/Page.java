package io.millrace.bench.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The page at {@code /}: one resource file that fetches {@code /stats} and nothing else. */
final class Page {
    /** The page makes no markup of what strangers send; should that ever fail, the browser still loads and runs nothing. */
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
            + "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Answer ANSWER = new Answer(
            200,
            "text/html; charset=utf-8",
            read("hub.html"),
            Map.of("Content-Security-Policy", POLICY, "Cache-Control", "no-cache"));

    private Page() {}

    static Answer answer() {
        return ANSWER;
    }

    private static byte[] read(String resource) {
        try (InputStream in = Page.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
