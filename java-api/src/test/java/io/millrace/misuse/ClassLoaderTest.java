package io.millrace.misuse;

import io.millrace.testing.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several class loaders have the library each for itself, and are unloaded, also while their loops run. */
class ClassLoaderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseSerialGC"})
    void comeAndGo(String collector) throws Exception {
        ChildJvm.run(folder, List.of(collector), ClassLoaders.class).assertEndsWell("nothing broke");
    }
}
