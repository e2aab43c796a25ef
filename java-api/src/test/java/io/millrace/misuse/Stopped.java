package io.millrace.misuse;

import io.millrace.Ending;
import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Limits;
import io.millrace.Protocol;
import io.millrace.Reason;
import io.millrace.bytes.Slice;
import io.millrace.testing.RunningLoop;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** An echo server whose connections may be silent for a second; a line on its standard input ends it. */
final class Stopped {
    static final Duration IDLE = Duration.ofSeconds(1);

    private Stopped() {}

    public static void main(String[] arguments) throws Exception {
        Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
        EventLoop loop = EventLoop.open();
        int port = Endpoint.tcp("127.0.0.1", 0)
                .listen(loop, peer -> new Protocol() {
                    @Override
                    public void connectionMade() {
                        transport().limits(Limits.DEFAULTS.withRead(IDLE));
                    }

                    @Override
                    public void dataReceived(Slice data) {
                        transport().write(data);
                    }

                    @Override
                    public void connectionLost(Ending ending) {
                        reasons.merge(ending.reason(), 1, Integer::sum);
                    }
                })
                .port();
        loop.start();
        System.out.println("port " + port);
        System.in.read();
        loop.close();
        RunningLoop.assertNothingIsLeft();
        System.out.println("endings " + reasons);
    }
}
