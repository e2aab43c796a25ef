package io.millrace.misuse;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Protocol;
import io.millrace.bytes.Slice;

/** A program that was given a listening socket as descriptor 3, and says to each peer which process it is. */
final class SharedServer {
    private SharedServer() {}

    private static final class Named extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(ProcessHandle.current().pid() + "\n");
        }
    }

    public static void main(String[] arguments) {
        try (EventLoop loop = EventLoop.open()) {
            Endpoint.parse("fd:3").listen(loop, peer -> new Named());
            System.out.println("listens " + ProcessHandle.current().pid());
            loop.run();
        }
    }
}
