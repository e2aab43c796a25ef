package io.millrace.testing;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Listener;
import io.millrace.Protocol;
import io.millrace.bytes.Slice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** An echo server that says its port, and after each line from its standard input how many bytes its heap has in use. */
public final class IdleServer {
    private IdleServer() {}

    private static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    public static void main(String[] arguments) throws IOException {
        try (EventLoop loop = EventLoop.open()) {
            Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(loop, peer -> new Echo());
            loop.start();
            System.out.println(listener.port());
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (lines.readLine() != null) {
                System.gc();
                System.out.println(Runtime.getRuntime().totalMemory()
                        - Runtime.getRuntime().freeMemory());
            }
        }
    }
}
