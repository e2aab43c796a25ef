package io.millrace.framing;

import io.millrace.FrameProtocol;
import io.millrace.Framing;
import io.millrace.bytes.Slice;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A protocol whose frames mean what the state says that it is in: each state has a handler, which answers the next state.
 * Twisted's {@code StatefulStringProtocol}.
 *
 * <pre>{@code
 * final class Login extends StatefulProtocol<Login.State> {
 *     enum State { NAME, PASSWORD }
 *
 *     private String name;
 *
 *     Login() {
 *         super(Framing.lines(1024), State.NAME);
 *         on(State.NAME, line -> {
 *             name = line.toString(StandardCharsets.UTF_8);
 *             return State.PASSWORD;
 *         });
 *         on(State.PASSWORD, line -> {
 *             sendFrame("hello " + name);
 *             return null;
 *         });
 *     }
 * }
 * }</pre>
 *
 * @param <S> the states
 */
public abstract class StatefulProtocol<S extends Enum<S>> extends FrameProtocol {
    private final Map<S, Function<Slice, S>> handlers;
    private S state;

    /** Frames as {@code framing} says; the first is for the handler of {@code initial}. */
    protected StatefulProtocol(Framing framing, S initial) {
        super(framing);
        this.state = initial;
        this.handlers = new EnumMap<>(initial.getDeclaringClass());
    }

    /**
     * Has frames in that state given to {@code handler}, which answers the state behind it, or null: then the connection is
     * closed, once what is written is sent.
     *
     * @throws IllegalStateException if the state has one already
     */
    protected final void on(S when, Function<Slice, S> handler) {
        Objects.requireNonNull(when, "when");
        if (handlers.putIfAbsent(when, Objects.requireNonNull(handler, "handler")) != null) {
            throw new IllegalStateException("the state " + when + " has a handler already");
        }
    }

    /** The state that the next frame is for; null when the connection was closed by its handler. */
    public final S state() {
        return state;
    }

    /** @throws IllegalStateException if the state has no handler; as with all that is thrown, the connection is aborted */
    @Override
    public final void frameReceived(Slice frame) {
        Function<Slice, S> handler = handlers.get(state);
        if (handler == null) {
            throw new IllegalStateException(
                    "no handler for the state " + state + ": on(" + state + ", ...) is missing");
        }
        state = handler.apply(frame);
        if (state == null) {
            transport().close();
        }
    }
}
