package io.millrace.bench.compare;

import io.millrace.bench.Program;
import io.millrace.bench.chart.Tone;
import io.millrace.bench.compare.server.Serve;
import io.millrace.bench.compare.server.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who there is for a service. All in Java run on the JDK that this runs on, with the same options. */
final class Contestants {
    /** What every Java contestant is started with. On newer JDKs Netty asks for the second by its manual. */
    static final List<String> JVM_OPTIONS = Runtime.version().feature() < 24
            ? List.of("--enable-native-access=ALL-UNNAMED")
            : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    /** What Netty's users turn off when they measure. */
    private static final List<String> NETTY_OPTIONS = List.of("-Dio.netty.leakDetection.level=disabled");

    /** The same for those of Vert.x, which is on Netty. */
    private static final List<String> VERTX_OPTIONS = List.of(
            "-Dio.netty.leakDetection.level=disabled",
            "-Dvertx.threadChecks=false",
            "-Dvertx.disableContextTimings=true",
            "-Dvertx.disableTCCL=true");

    private final Service service;
    private final List<String> moreOptions;

    /** @param moreOptions for the JVM */
    Contestants(Service service, List<String> moreOptions) {
        this.service = service;
        this.moreOptions = moreOptions;
    }

    Contestants(Service service) {
        this(service, List.of());
    }

    /** All of them, the control first and then Millrace: those that are compared most often are measured side by side. */
    List<Contestant> all() {
        return List.of(
                control(),
                millrace(),
                inJava("netty-epoll", "Netty epoll", Tone.NETTY),
                inJava("netty-nio", "Netty NIO", Tone.NETTY),
                inJava("netty-io_uring", "Netty io_uring", Tone.NETTY),
                inJava("vertx", "Vert.x", Tone.VERTX),
                inJava("nio", "plain NIO", Tone.NIO),
                inJava("millrace-nio", "Millrace over NIO", Tone.MILLRACE_TOO),
                twisted());
    }

    /** The same for frames, which Millrace gives in batches; and Millrace once more, where it takes them one by one. */
    List<Contestant> allWithFrames() {
        List<Contestant> all = new ArrayList<>(all());
        all.add(2, inJava("millrace-one-by-one", "Millrace, one by one", Tone.MILLRACE_TOO));
        return List.copyOf(all);
    }

    Contestant control() {
        return new Contestant(
                Contestant.CONTROL, "C control", Tone.C, false, List.of(unpacked(service.word() + "_control")));
    }

    Contestant millrace() {
        return inJava(Contestant.MILLRACE, "Millrace", Tone.MILLRACE);
    }

    /** The same once more, under another name: how far two of the same lie apart. */
    static Contestant again(Contestant contestant) {
        return new Contestant(
                contestant.id() + "-again",
                contestant.name() + ", once more",
                Tone.MILLRACE_TOO,
                contestant.isJava(),
                contestant.command());
    }

    /** One of {@link Serve}'s. */
    Contestant inJava(String id, String name, Tone tone) {
        return inJava(id, id, name, tone);
    }

    /** @param peer what Serve calls it, where it takes part in more than one way */
    Contestant inJava(String id, String peer, String name, Tone tone) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(peer.startsWith("netty") ? NETTY_OPTIONS : peer.equals("vertx") ? VERTX_OPTIONS : List.of());
        command.addAll(moreOptions);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Serve.class.getName(), peer, service.word()));
        return new Contestant(id, name, tone, true, command);
    }

    Contestant twisted() {
        List<String> command = List.of(Python.with("twisted"), "-I", "-c", script(), service.word());
        return new Contestant("twisted", "Twisted", Tone.PYTHON, false, command);
    }

    private static String script() {
        try (InputStream in = Contestants.class.getResourceAsStream("twisted_server.py")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks twisted_server.py");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the jar lacks it, the name alone: then it cannot be started, and that is said. */
    private static String unpacked(String program) {
        try {
            return Program.unpack(program).toString();
        } catch (IOException e) {
            return program;
        }
    }
}
