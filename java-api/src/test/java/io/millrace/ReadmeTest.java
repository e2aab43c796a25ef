package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.async.AsyncConnection;
import io.millrace.blocking.BlockingConnection;
import io.millrace.flow.FlowConnection;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples that people copy out of the READMEs compile, and the first one runs. */
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("class (\\w+)");
    private static final String IMPORTS = Pattern.compile(" ")
            .splitAsStream(
                    "io.millrace io.millrace.async io.millrace.blocking io.millrace.bytes io.millrace.columns io.millrace.flow"
                            + " io.millrace.framing io.millrace.http io.millrace.stream io.millrace.testkit java.io java.nio.charset java.time java.util"
                            + " java.util.concurrent org.junit.jupiter.api")
            .map(name -> "import " + name + ".*;\n")
            .reduce("", String::concat);

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @TempDir
    Path folder;

    private static List<String> blocks(String readme) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(Path.of(readme)));
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    private void compile(String block) throws IOException {
        Matcher name = CLASS.matcher(block);
        assertThat(name.find()).as("a class in\n%s", block).isTrue();
        Path file = Files.writeString(folder.resolve(name.group(1) + ".java"), IMPORTS + block);
        StringWriter words = new StringWriter();
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        new PrintWriter(words),
                        new PrintWriter(words),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        file.toString());
        assertThat(status).as("javac says: %s", words).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "../README.md"})
    void everyExampleCompiles(String readme) throws Exception {
        List<String> blocks = blocks(readme);
        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            compile(block);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "../README.md"})
    void theEchoServerHasTenLinesAndAnswers(String readme) throws Exception {
        String server = blocks(readme).get(0);
        assertThat(server.lines().filter(line -> !line.isBlank()).count()).isLessThanOrEqualTo(10);
        compile(server);
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Constructor<?> made = classes.loadClass("EchoServer").getConstructor();
            Peer peer = running.peerOf(address -> make(made));
            assertThat(peer.send("hello, mill").readText(11)).isEqualTo("hello, mill");
        }
    }

    /** Its protocols are made of a method that is given each connection. */
    @ParameterizedTest
    @ValueSource(strings = {"FutureEcho", "BlockingEcho", "FlowEcho"})
    void theOtherFacesTakeNoMoreLines(String name) throws Exception {
        String server = blocks("README.md").stream()
                .filter(block -> block.contains("class " + name))
                .findFirst()
                .orElseThrow();
        assertThat(server.lines().filter(line -> !line.isBlank()).count()).isLessThanOrEqualTo(10);
        compile(server);
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Method echo = Stream.of(classes.loadClass(name).getDeclaredMethods())
                    .filter(method -> method.getName().equals("echo"))
                    .findFirst()
                    .orElseThrow();
            echo.setAccessible(true);
            Peer peer = running.peerOf(factoryOf(echo));
            assertThat(peer.send("hello, mill").readText(11)).isEqualTo("hello, mill");
            assertThat(peer.finish().readAll()).isEmpty();
        }
    }

    @Test
    void theTestThatIsShownPasses() throws Exception {
        String test = blocks("README.md").stream()
                .filter(block -> block.contains("class UpperTest"))
                .findFirst()
                .orElseThrow();
        compile(test);
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Constructor<?> made = classes.loadClass("UpperTest").getDeclaredConstructor();
            Method shown = classes.loadClass("UpperTest").getDeclaredMethod("answersLinesUntilItIsBored");
            made.setAccessible(true);
            shown.setAccessible(true);
            shown.invoke(made.newInstance());
        }
    }

    private static ProtocolFactory factoryOf(Method echo) {
        Class<?> face = echo.getParameterTypes()[0];
        if (face == AsyncConnection.class) {
            return AsyncConnection.each(peer -> call(echo, peer));
        }
        return face == FlowConnection.class
                ? FlowConnection.each(peer -> call(echo, peer))
                : BlockingConnection.each(task -> new Thread(task).start(), peer -> call(echo, peer));
    }

    private static void call(Method echo, Object peer) {
        try {
            echo.invoke(null, peer);
        } catch (ReflectiveOperationException failed) {
            throw new AssertionError(failed);
        }
    }

    private static Protocol make(Constructor<?> constructor) {
        try {
            return (Protocol) constructor.newInstance();
        } catch (ReflectiveOperationException failed) {
            throw new AssertionError(failed);
        }
    }
}
