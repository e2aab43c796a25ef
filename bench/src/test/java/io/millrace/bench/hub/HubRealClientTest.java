package io.millrace.bench.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The hub with a client that others wrote, which reads answers as strictly as it likes. */
class HubRealClientTest {
    private static final int LISTENERS = 8;

    private final OkHttpClient http =
            new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(30)).build();
    private HubServer hub;

    @BeforeEach
    void start() {
        hub = HubServer.start(Engine.chosen(), "127.0.0.1", 0, 1, false, HubLimits.DEFAULTS);
    }

    @AfterEach
    void stop() {
        hub.close();
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
    }

    private Request.Builder request(String path) {
        return new Request.Builder().url("http://127.0.0.1:" + hub.port() + path);
    }

    @Test
    void aChunkedUploadReachesEveryListenerWhole() throws Exception {
        byte[] file = new byte[3_000_000];
        new Random(3).nextBytes(file);
        List<CompletableFuture<byte[]>> heard = new ArrayList<>();
        for (int i = 0; i < LISTENERS; i++) {
            heard.add(CompletableFuture.supplyAsync(this::listen, task -> new Thread(task, "listener").start()));
        }
        try (Client asking = new Client(hub.port())) {
            HubFigures.awaitListeners(asking, LISTENERS);
        }
        try (Response answer = http.newCall(
                        request("/live/file?slow=pace").put(chunked(file)).build())
                .execute()) {
            assertThat(answer.code()).isEqualTo(200);
            assertThat(answer.body().string()).isEqualTo("3000000 bytes streamed\n");
        }
        for (CompletableFuture<byte[]> one : heard) {
            assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(file);
        }
    }

    @Test
    void connectionsAreUsedAgain() throws IOException {
        for (int i = 0; i < 5; i++) {
            RequestBody body = RequestBody.create(new byte[100], MediaType.get("text/plain"));
            try (Response put =
                            http.newCall(request("/live/x").put(body).build()).execute();
                    Response get = http.newCall(request("/stats").build()).execute()) {
                assertThat(put.code()).isEqualTo(200);
                assertThat(get.body().string()).contains("\"streams\":");
            }
        }
        assertThat(http.connectionPool().connectionCount()).isLessThanOrEqualTo(2);
    }

    private byte[] listen() {
        try (Response answer =
                http.newCall(request("/live/file?wait=20").build()).execute()) {
            return answer.body().bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A body of unknown length, which the client therefore sends in chunks. */
    private static RequestBody chunked(byte[] bytes) {
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return MediaType.get("application/x-test");
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.write(bytes);
            }
        };
    }
}
