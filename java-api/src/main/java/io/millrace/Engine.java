package io.millrace;

import io.millrace.engine.Memory;
import io.millrace.engine.NativePart;
import io.millrace.engine.nio.NioSeam;
import io.millrace.jni.UnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * What moves the bytes. Everything above is the same; connections, feeds and loops of one have nothing to do with those of
 * the other, so that what is opened on one cannot be passed to the other.
 *
 * <p>{@link EventLoop#open()} takes what the system property {@code millrace.engine} says, {@code native} or {@code nio};
 * without it the native one where it loads, and otherwise the other, with a line in the log that says why.
 */
public enum Engine {
    /** The native part, in C++. */
    NATIVE {
        @Override
        Memory memory() {
            try {
                return Memory.ofNative();
            } catch (UnavailableException unavailable) {
                throw MillraceException.unavailable(unavailable);
            }
        }
    },

    /**
     * The JDK's channels, wherever there is a JVM. Its data loops are Java threads, and stand still when the JVM does. The
     * JDK adopts no sockets, has no abstract UNIX names, and does not know what a peer has acknowledged: those are refused
     * with a {@link MillraceException} of the code {@code -1095}.
     */
    NIO {
        @Override
        Memory memory() {
            return NioSeam.memory();
        }
    };

    private static final Logger LOG = System.getLogger(Engine.class.getName());

    /** Found out once; null where the property makes no sense. */
    private static final class Chosen {
        static final Engine ENGINE = choose(System.getProperty(NativePart.PROPERTY));
    }

    abstract Memory memory();

    /**
     * The one that {@link EventLoop#open()} takes.
     *
     * @throws IllegalStateException if the system property has another value than the two
     */
    public static Engine chosen() {
        if (Chosen.ENGINE == null) {
            throw new IllegalStateException("-D" + NativePart.PROPERTY + " says neither native nor nio");
        }
        return Chosen.ENGINE;
    }

    private static Engine choose(String wish) {
        if (wish == null) {
            return automatic();
        }
        return switch (wish) {
            case "native" -> NATIVE;
            case "nio" -> NIO;
            default -> null;
        };
    }

    private static Engine automatic() {
        try {
            NativePart.load();
            return NATIVE;
        } catch (UnavailableException unavailable) {
            LOG.log(Level.WARNING, "the nio engine is used: {0}", unavailable.reason());
            return NIO;
        }
    }
}
