package io.millrace.misuse;

import java.util.concurrent.CountDownLatch;

/** A program that ends in mid-traffic, in the way that its argument says. */
final class Exiting {
    static final int STATUS = 7;

    private Exiting() {}

    public static void main(String[] arguments) throws InterruptedException {
        Traffic traffic = Traffic.of(20);
        System.out.println("in mid-traffic");
        switch (arguments[0]) {
            case "exit" -> System.exit(STATUS);
            case "exit in a callback" -> traffic.loop().execute(() -> System.exit(STATUS));
            case "halt" -> Runtime.getRuntime().halt(STATUS);
            case "halt in a callback" ->
                traffic.loop().execute(() -> Runtime.getRuntime().halt(STATUS));
            case "return" -> {
                return; // the loop's thread is a daemon
            }
            case "hook" -> closeInTheEnd(traffic);
            case "hook, exit" -> {
                closeInTheEnd(traffic);
                System.exit(STATUS);
            }
            case "hook, exit in a callback" -> {
                closeInTheEnd(traffic);
                traffic.loop().execute(() -> System.exit(STATUS));
            }
            default -> traffic.awaitMore();
        }
        new CountDownLatch(1).await(); // for the signal
    }

    private static void closeInTheEnd(Traffic traffic) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            traffic.loop().close();
            System.out.println("closed");
        }));
    }
}
