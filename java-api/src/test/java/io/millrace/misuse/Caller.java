package io.millrace.misuse;

import io.millrace.MillraceException;
import io.millrace.Protocol;
import io.millrace.bytes.MalformedNumberException;
import io.millrace.bytes.PoolFullException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.BufferOverflowException;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

/** Makes random calls, on one thread: of every public method of the {@link Things}, found by reflection. */
final class Caller {
    private static final Set<Class<?>> DOCUMENTED = Set.of(
            IllegalStateException.class,
            IllegalArgumentException.class,
            IndexOutOfBoundsException.class,
            ArrayIndexOutOfBoundsException.class,
            NumberFormatException.class,
            MalformedNumberException.class,
            NullPointerException.class, // only where an argument is null
            UnsupportedOperationException.class,
            RejectedExecutionException.class,
            BufferOverflowException.class,
            ReadOnlyBufferException.class,
            PoolFullException.class,
            MillraceException.class);

    /** Those that wait for a loop, end much, or keep it busy for long; and in how many of their turns they are called once. */
    private static final Map<String, Integer> RARE = Map.ofEntries(
            Map.entry("EventLoop.close", 50_000),
            Map.entry("LoopGroup.close", 50_000),
            Map.entry("DataLoop.close", 20_000),
            Map.entry("EventLoop.stop", 5_000),
            Map.entry("LoopGroup.stop", 5_000),
            Map.entry("EventLoop.every", 2_000),
            Map.entry("EventLoop.openFeed", 500),
            Map.entry("EventLoop.stallAfter", 1_000),
            Map.entry("Listener.close", 5_000),
            Map.entry("Transport.option", 20),
            Map.entry("Transport.tcpInfo", 50),
            Map.entry("Transport.localAddress", 50),
            Map.entry("Transport.close", 5_000),
            Map.entry("Transport.abort", 5_000),
            Map.entry("Transport.closeAfterDelivery", 5_000),
            Map.entry("Transport.finish", 2_000),
            Map.entry("Transport.deadline", 1_000),
            Map.entry("Transport.handOver", 100),
            Map.entry("Transport.moveTo", 20),
            Map.entry("Transport.limits", 10),
            Map.entry("Feed.close", 1_000),
            Map.entry("Feed.abort", 1_000),
            Map.entry("Feed.clock", 100),
            Map.entry("Slice.asByteBuffer", 100),
            Map.entry("DatagramTransport.send", 10),
            Map.entry("DatagramTransport.close", 1_000));

    private static final List<Method> METHODS = methods();

    /** What must not be thrown, and by what; the same for all threads. */
    static final Map<String, Throwable> WRONG = new ConcurrentSkipListMap<>();

    private final Random random;
    private final Things things = new Things();
    private final Values values;
    private boolean isInTask;
    private long refused;

    Caller(Random random) {
        this.random = random;
        this.values = new Values(random, things, this::callLater);
    }

    private static List<Method> methods() {
        return Things.types().stream()
                .flatMap(type -> Stream.of(type.getMethods()))
                .filter(Caller::isForUsers)
                .toList();
    }

    /** Neither the JDK's nor the engine's, nor what only a loop calls, nor {@code run}, which returns when others want. */
    private static boolean isForUsers(Method method) {
        boolean isOurs = method.getDeclaringClass().getName().startsWith("io.millrace");
        boolean isCalledByALoop = method.getDeclaringClass() == Protocol.class && method.getReturnType() == void.class;
        boolean hasTarget = !Modifier.isStatic(method.getModifiers()) && !method.isBridge();
        return isOurs
                && hasTarget
                && !isCalledByALoop
                && !method.getName().equals("run")
                && Stream.of(method.getParameterTypes())
                        .noneMatch(type -> type.getName().startsWith("io.millrace.engine"));
    }

    /** How many of its calls have thrown. */
    long refused() {
        return refused;
    }

    static int methodsCount() {
        return METHODS.size();
    }

    /** One call; answers whether it was made. */
    boolean call() {
        Method method = METHODS.get(random.nextInt(METHODS.size()));
        Integer oneIn = RARE.get(method.getDeclaringClass().getSimpleName() + "." + method.getName());
        if (oneIn != null && random.nextInt(oneIn) != 0) {
            return false;
        }
        Object target = things.any(method.getDeclaringClass(), random);
        if (target == null) {
            return false;
        }
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = values.of(types[i]);
        }
        invoke(method, target, arguments);
        return true;
    }

    private void invoke(Method method, Object target, Object[] arguments) {
        try {
            Object answer = method.invoke(target, arguments);
            if (random.nextInt(4) == 0) {
                Things.keep(answer, random);
            }
        } catch (InvocationTargetException thrown) {
            refused++;
            Throwable cause = thrown.getCause();
            boolean isNull = cause instanceof NullPointerException && !hasNull(arguments);
            if (!DOCUMENTED.contains(cause.getClass()) || isNull) {
                WRONG.putIfAbsent(method + " throws " + cause.getClass(), cause);
            }
        } catch (IllegalAccessException hidden) {
            // A method of a class that is not public.
        }
    }

    /** Also where there may be a null within. */
    private static boolean hasNull(Object[] arguments) {
        return Stream.of(arguments)
                .anyMatch(each -> each == null || each instanceof Iterable || each instanceof Object[]);
    }

    static boolean isDocumented(Throwable thrown) {
        return DOCUMENTED.contains(thrown.getClass());
    }

    /** What its tasks and timers do, on the loops' threads: calls too, with the numbers of a thread that tasks share with it. */
    private void callLater() {
        new Task(random.nextInt()).run();
    }

    /** A few calls where a loop calls. */
    private static final class Task implements Runnable {
        private static final ThreadLocal<Caller> HERE = new ThreadLocal<>();
        private final long seed;

        Task(long seed) {
            this.seed = seed;
        }

        @Override
        public void run() {
            Caller caller = HERE.get();
            if (caller == null) {
                caller = new Caller(new Random(seed));
                HERE.set(caller);
            }
            if (!caller.isInTask) { // a task may be run within another, by a call that does it at once
                caller.isInTask = true;
                try {
                    caller.call();
                } finally {
                    caller.isInTask = false;
                }
            }
        }
    }
}
