package io.millrace.bench;

import io.millrace.Engine;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every server of the jar takes, and how it waits for its end. */
public final class ServerOptions {
    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address or name to listen on (default ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on; 0 takes any (default 8080 for the hub, 0 for the others).")
    private Integer port;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "What moves the bytes: native or nio (default: native where its library loads).")
    private void setEngine(String name) {
        engine = switch (name) {
            case "native" -> Engine.NATIVE;
            case "nio" -> Engine.NIO;
            default ->
                throw new ParameterException(spec.commandLine(), "--engine " + name + ": there is native and nio");
        };
    }

    private Engine engine;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    public String host() {
        return host;
    }

    /** The engine that was asked for, or the one that is taken by itself. */
    public Engine engine() {
        return engine == null ? Engine.chosen() : engine;
    }

    /** The port that was asked for, or the command's own default. */
    public int port(int unlessGiven) {
        if (port == null) {
            return unlessGiven;
        }
        requireWithin("--port", port, 0, 65535);
        return port;
    }

    /** The line that scripts wait for, first of all that the server prints. */
    public void printListening(int port) {
        print("listening on " + authority(port));
    }

    /** Host and port as they stand in a URL. */
    public String authority(int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Prints a line and flushes it: who reads it through a pipe gets it now. */
    public void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    /** See {@link Bounds#require}. */
    public void requireWithin(String option, long value, long min, long max) {
        Bounds.require(spec, option, value, min, max);
    }

    /** Waits for SIGINT or SIGTERM, then closes the server before the JVM goes. Returns only when interrupted. */
    public static void closeOnSignal(AutoCloseable server) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeQuietly(server), "close server"));
        new CountDownLatch(1).await();
    }

    /** On the way out nobody is left to tell but the person at the terminal. */
    private static void closeQuietly(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println("closing the server: " + e);
        }
    }
}
