package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Buffer;
import io.millrace.bytes.Pool;
import io.millrace.bytes.Slice;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing that stands for native things can be cloned or serialised; and what users make so gains nothing by it. */
class CopiedTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private static Stream<Class<?>> types() throws Exception {
        Path classes = Path.of(EventLoop.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return Files.walk(classes)
                .map(file -> classes.relativize(file).toString())
                .filter(name -> name.endsWith(".class") && !name.equals("module-info.class"))
                .map(name ->
                        name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                .map(CopiedTest::load);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, CopiedTest.class.getClassLoader());
        } catch (ClassNotFoundException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void onlyExceptionsAndEnumerationsAreSerializableAndNothingIsCloneable() throws Exception {
        Set<String> wrong = new TreeSet<>();
        try (Stream<Class<?>> types = types()) {
            types.forEach(type -> {
                boolean isSaid = Throwable.class.isAssignableFrom(type) || Enum.class.isAssignableFrom(type);
                boolean isSerializable = Serializable.class.isAssignableFrom(type) && !isSaid;
                if (Cloneable.class.isAssignableFrom(type) || isSerializable && !type.isSynthetic()) {
                    wrong.add(type.getName());
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void handlesAreNotSerialised() throws Exception {
        Recorder recorder = new Recorder();
        running.peerOf(address -> recorder);
        List<Object> all = List.of(
                running.loop(),
                recorder.awaitMade(),
                running.loop().later(Duration.ofHours(1), () -> {}),
                new Buffer(),
                new Pool(4096),
                Slice.of("x"));
        for (Object one : all) {
            assertThatThrownBy(() -> new ObjectOutputStream(OutputStream.nullOutputStream()).writeObject(one))
                    .isInstanceOf(NotSerializableException.class);
        }
    }

    private static final class Copied extends Protocol implements Serializable, Cloneable {
        private static final long serialVersionUID = 1;

        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }

        Copied copy() {
            try {
                return (Copied) clone();
            } catch (CloneNotSupportedException impossible) {
                throw new AssertionError(impossible);
            }
        }

        Copied sent() {
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                new ObjectOutputStream(bytes).writeObject(this);
                return (Copied) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (ClassNotFoundException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    @Test
    void aProtocolThatIsClonedServesNoSecondConnection() throws Exception {
        Copied first = new Copied();
        Peer peer = running.peerOf(address -> first);
        assertThat(peer.send("x").readText(1)).isEqualTo("x");
        Peer second = running.peerOf(address -> first.copy());
        assertThatThrownBy(() -> second.read(1)).isInstanceOf(IOException.class);
        assertThat(RecordedLog.takeFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("one connection"));
        assertThat(peer.send("y").readText(1)).isEqualTo("y");
    }

    @Test
    void aProtocolThatIsSerialisedLeavesItsConnectionBehind() throws Exception {
        Copied first = new Copied();
        Peer peer = running.peerOf(address -> first);
        assertThat(peer.send("x").readText(1)).isEqualTo("x");
        Copied sent = first.sent();
        assertThatThrownBy(sent::transport).isInstanceOf(IllegalStateException.class);
        Peer second = running.peerOf(address -> sent);
        assertThat(second.send("y").readText(1)).isEqualTo("y");
    }
}
