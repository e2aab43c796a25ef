package io.millrace.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A two-column report: what was looked at, and what was found. A line without a subject goes on with the one above. */
final class Findings {
    private final List<String> lines = new ArrayList<>();

    void add(String subject, String found) {
        lines.add(String.format(Locale.ROOT, "%-14s %s", subject, found).stripTrailing());
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
