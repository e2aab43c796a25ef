package io.millrace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An endpoint as text, taken apart.
 *
 * <pre>
 *     tcp : localhost : port=7007         a word, then values with a name or without, in any order
 *     unix : path=/tmp/a\:b               a backslash before ':', '=' or '\' makes it a letter like others
 * </pre>
 */
final class EndpointText {
    /** A value, and where it stands. */
    private record Value(String text, int at) {}

    private final String whole;
    private final String kind;
    private final List<Value> unnamed = new ArrayList<>();
    private final Map<String, Value> named = new LinkedHashMap<>();

    EndpointText(String whole) {
        this.whole = whole;
        List<List<Value>> parts = split(whole);
        kind = parts.get(0).get(0).text;
        if (parts.get(0).size() > 1) {
            throw wrong("it begins with a value, where the kind of endpoint is expected", 0);
        }
        for (List<Value> part : parts.subList(1, parts.size())) {
            add(part);
        }
    }

    private void add(List<Value> part) {
        Value first = part.get(0);
        if (part.size() == 1) {
            unnamed.add(first);
        } else if (part.size() > 2) {
            throw wrong("a second '=', which would have a backslash before it", part.get(2).at - 1);
        } else if (named.put(first.text, part.get(1)) != null) {
            throw wrong("a second value for " + first.text, first.at);
        }
    }

    /** The parts between the colons, and of each what is between the equals signs. */
    private static List<List<Value>> split(String whole) {
        List<List<Value>> parts = new ArrayList<>(List.of(new ArrayList<>()));
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int i = 0; i <= whole.length(); i++) {
            char letter = i == whole.length() ? ':' : whole.charAt(i);
            if (letter == '\\') {
                if (++i == whole.length()) {
                    throw wrong(whole, "a backslash with nothing behind it", i - 1);
                }
                text.append(whole.charAt(i));
            } else if (letter == ':' || letter == '=') {
                parts.get(parts.size() - 1).add(new Value(text.toString(), from));
                text.setLength(0);
                from = i + 1;
                if (letter == ':' && i < whole.length()) {
                    parts.add(new ArrayList<>());
                }
            } else {
                text.append(letter);
            }
        }
        return parts;
    }

    String kind() {
        return kind;
    }

    /** Says which names there are, and which of them the values without a name have, in that order. */
    EndpointText named(Set<String> known, List<String> places) {
        if (unnamed.size() > places.size()) {
            throw wrong("one value too many", unnamed.get(places.size()).at);
        }
        for (int i = 0; i < unnamed.size(); i++) {
            if (named.put(places.get(i), unnamed.get(i)) != null) {
                throw wrong("a second value for " + places.get(i), unnamed.get(i).at);
            }
        }
        for (Map.Entry<String, Value> one : named.entrySet()) {
            if (!known.contains(one.getKey())) {
                throw wrong(
                        kind + " has no " + one.getKey() + ", only " + String.join(", ", known),
                        one.getValue().at - 1 - one.getKey().length());
            }
        }
        return this;
    }

    int valuesWithoutName() {
        return unnamed.size();
    }

    boolean has(String name) {
        return named.containsKey(name);
    }

    /** The value with that name, which must be there. */
    String text(String name) {
        return value(name).text;
    }

    /** The number with that name, which must be there and within the bounds. */
    int number(String name, int max) {
        Value value = value(name);
        boolean isNumber = !value.text.isEmpty()
                && value.text.length() < 10
                && value.text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber || Integer.parseInt(value.text) > max) {
            throw wrong(name + " is '" + value.text + "', but must be a number from 0 to " + max, value.at);
        }
        return Integer.parseInt(value.text);
    }

    private Value value(String name) {
        Value value = named.get(name);
        if (value == null) {
            throw wrong("there is no " + name, whole.length());
        }
        return value;
    }

    /** What is wrong, and where. */
    IllegalArgumentException wrong(String what, int at) {
        return wrong(whole, what, at);
    }

    private static IllegalArgumentException wrong(String whole, String what, int at) {
        return new IllegalArgumentException("endpoint \"" + whole + "\", at " + at + ": " + what);
    }

    /** A value as it stands in such a text. */
    static String escape(String value) {
        return value.replace("\\", "\\\\").replace(":", "\\:").replace("=", "\\=");
    }
}
