package io.millrace.misuse;

import io.millrace.EventLoop;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.stream.Stream;

/** A class loader with a library of its own, as an application in a container has: nothing of it is anybody else's. */
final class Isolated extends URLClassLoader {
    Isolated() {
        super(
                Stream.of(EventLoop.class, Resident.class, io.millrace.jni.Native.class)
                        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                        .toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader());
    }

    /** Calls a method of its own {@link Resident}. */
    Object call(String method) throws ReflectiveOperationException {
        return loadClass(Resident.class.getName()).getMethod(method).invoke(null);
    }
}
