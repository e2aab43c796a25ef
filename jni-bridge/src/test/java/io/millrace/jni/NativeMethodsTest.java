package io.millrace.jni;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The seam stays narrow, and each native method has the widths of its C function. */
class NativeMethodsTest {
    private static final int NATIVE_METHODS_MAX = 20;

    @Test
    void theBudgetIsHeld() throws Exception {
        assertThat(nativeMethods()).hasSizeLessThanOrEqualTo(NATIVE_METHODS_MAX);
    }

    @Test
    void everyFunctionOfTheHeaderIsBoundWithItsWidths() throws Exception {
        List<String> withPrimitivesOnly = nativeMethods()
                .filter(method -> Stream.concat(
                                Stream.of(method.getReturnType()), Arrays.stream(method.getParameterTypes()))
                        .allMatch(Class::isPrimitive))
                .map(NativeMethodsTest::declaration)
                .toList();

        assertThat(withPrimitivesOnly).containsExactlyInAnyOrderElementsOf(new Headers().functions());
    }

    @Test
    void viewAndAddressOfAreInverse() {
        Library.load();
        ByteBuffer direct = ByteBuffer.allocateDirect(100);
        direct.put(40, (byte) 7);
        long address = Native.addressOf(direct);

        ByteBuffer view = Native.view(address + 40, 60);

        assertThat(view.capacity()).isEqualTo(60);
        assertThat(view.get(0)).isEqualTo((byte) 7);
        assertThat(Native.addressOf(view)).isEqualTo(address + 40);
        assertThat(Native.addressOf(ByteBuffer.allocate(1))).isZero();
    }

    private static String declaration(Method method) {
        return method.getReturnType() + " " + method.getName()
                + Arrays.stream(method.getParameterTypes()).map(Class::getName).toList();
    }

    /** Of all the classes of this module, so that none grows natives beside {@link Native}. */
    private static Stream<Method> nativeMethods() throws IOException, URISyntaxException {
        Path classes = Path.of(Native.class.getResource("Native.class").toURI()).getParent();
        try (Stream<Path> files = Files.list(classes)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class"))
                    .flatMap(name -> Arrays.stream(declaredMethods(name.substring(0, name.length() - 6))))
                    .filter(method -> Modifier.isNative(method.getModifiers()))
                    .toList()
                    .stream();
        }
    }

    private static Method[] declaredMethods(String simpleName) {
        try {
            return Class.forName("io.millrace.jni." + simpleName).getDeclaredMethods();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
