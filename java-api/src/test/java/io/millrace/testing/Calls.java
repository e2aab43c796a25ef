package io.millrace.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Calls every public method of a type with every combination of values for its parameters, and tells what came of it. For
 * each type of parameter there are some values that are good, some that are out of every range, and null.
 */
public final class Calls {
    private static final String ENGINE = "io.millrace.engine";

    /** A value, made for one call. */
    private record Value(Supplier<?> made, boolean isGood) {}

    /** One call, and what it threw; null: nothing. {@code isGood}: so were all of its arguments. */
    public record Outcome(Executable called, List<Object> arguments, boolean isGood, Object answer, Throwable thrown) {
        public boolean hasNull() {
            return arguments.contains(null);
        }

        @Override
        public String toString() {
            return called.getName() + arguments + (thrown == null ? " answers " + answer : " throws " + thrown);
        }
    }

    private final Map<Class<?>, List<Value>> values = new HashMap<>();

    /** Values for a type of parameter that are good for what is called. */
    public Calls good(Class<?> type, Supplier<?>... made) {
        return add(type, true, made);
    }

    /** Values that are not. */
    public Calls bad(Class<?> type, Supplier<?>... made) {
        return add(type, false, made);
    }

    private Calls add(Class<?> type, boolean isGood, Supplier<?>... made) {
        List<Value> known = values.computeIfAbsent(
                type, any -> new ArrayList<>(any.isPrimitive() ? List.of() : List.of(new Value(() -> null, false))));
        Arrays.stream(made).map(one -> new Value(one, isGood)).forEach(known::add);
        return this;
    }

    /** All calls of the instance methods of a type, each on a target of its own. */
    public <T> List<Outcome> onEach(Class<T> type, Supplier<T> target) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Method method : type.getMethods()) {
            boolean isOurs = method.getDeclaringClass().getName().startsWith("io.millrace");
            if (isOurs && !Modifier.isStatic(method.getModifiers()) && isForUsers(method)) {
                callAll(method, target, outcomes);
            }
        }
        return outcomes;
    }

    /** All calls of the constructors and static methods of a type. */
    public List<Outcome> toMake(Class<?> type) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Constructor<?> constructor : type.getConstructors()) {
            callAll(constructor, () -> null, outcomes);
        }
        for (Method method : type.getDeclaredMethods()) {
            int kind = method.getModifiers();
            if (Modifier.isStatic(kind) && Modifier.isPublic(kind) && isForUsers(method)) {
                callAll(method, () -> null, outcomes);
            }
        }
        return outcomes;
    }

    /** Those that take types of the engine, which is not exported, can be called by nobody. */
    private static boolean isForUsers(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .noneMatch(type -> type.getName().startsWith(ENGINE));
    }

    private void callAll(Executable called, Supplier<?> target, List<Outcome> outcomes) {
        List<List<Value>> combinations = List.of(List.of());
        for (Class<?> type : called.getParameterTypes()) {
            List<Value> choices = values.get(type);
            if (choices == null) {
                throw new IllegalArgumentException("no values for the " + type + " of " + called);
            }
            combinations = combinations.stream()
                    .flatMap(head -> choices.stream().map(next -> {
                        List<Value> longer = new ArrayList<>(head);
                        longer.add(next);
                        return longer;
                    }))
                    .toList();
        }
        for (List<Value> combination : combinations) {
            outcomes.add(call(called, target.get(), combination));
        }
    }

    private static Outcome call(Executable called, Object target, List<Value> combination) {
        boolean isGood = combination.stream().allMatch(Value::isGood);
        List<Object> arguments = new ArrayList<>();
        combination.forEach(value -> arguments.add(value.made().get()));
        try {
            Object answer = called instanceof Method method
                    ? method.invoke(target, arguments.toArray())
                    : ((Constructor<?>) called).newInstance(arguments.toArray());
            return new Outcome(called, arguments, isGood, answer, null);
        } catch (InvocationTargetException thrown) {
            return new Outcome(called, arguments, isGood, null, thrown.getCause());
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
