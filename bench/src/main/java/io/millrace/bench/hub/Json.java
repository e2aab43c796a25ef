package io.millrace.bench.hub;

import java.util.Locale;

/**
 * Writes JSON, member by member. Commas come by themselves; every string is escaped, so a stream's content type or name
 * can hold whatever its source sent.
 */
final class Json {
    private final StringBuilder out = new StringBuilder();
    private boolean first = true;

    Json object() {
        return open('{');
    }

    Json endObject() {
        return close('}');
    }

    Json array() {
        return open('[');
    }

    Json endArray() {
        return close(']');
    }

    /** The next value's name, within an object. */
    Json name(String name) {
        string(name);
        out.append(':');
        first = true;
        return this;
    }

    Json member(String name, String value) {
        return name(name).string(value);
    }

    Json member(String name, long value) {
        name(name).separate();
        out.append(value);
        return this;
    }

    Json nothing() {
        separate();
        out.append("null");
        return this;
    }

    Json string(String value) {
        separate();
        out.append('"');
        value.chars().forEach(this::character);
        out.append('"');
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private Json open(char bracket) {
        separate();
        out.append(bracket);
        first = true;
        return this;
    }

    private Json close(char bracket) {
        out.append(bracket);
        first = false;
        return this;
    }

    private void separate() {
        if (!first) {
            out.append(',');
        }
        first = false;
    }

    /** Besides what JSON requires, everything outside ASCII, so that the result is the same in every encoding. */
    private void character(int character) {
        if (character == '"' || character == '\\') {
            out.append('\\').append((char) character);
        } else if (character < ' ' || character > '~') {
            out.append(String.format(Locale.ROOT, "\\u%04x", character));
        } else {
            out.append((char) character);
        }
    }
}
