package io.millrace.bench.compare;

import io.millrace.bench.chart.Chart;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A comparison as a page. */
final class ComparePage {
    private static final String INTRODUCTION = """
            What a message costs a server with Millrace, with the libraries that Java programmers use today, and with a C \
            program that does the same system calls: measured on this machine, each server in a process of its own on one \
            core, the load on another; then how long answers take when messages come by a schedule. Bars are medians over the rounds, whiskers go from the least measurement to the \
            greatest; ratios are taken within each round, and their median is given. Blue is Millrace.""";

    private ComparePage() {}

    /** @param changes what an earlier comparison is compared with, as a section of its own */
    static Report report(List<Workload> workloads, Comparison comparison, String settings, Optional<Section> changes) {
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < workloads.size(); i++) {
            sections.add(section(workloads.get(i), comparison.outcomes().get(i), settings));
        }
        changes.ifPresent(sections::add);
        return new Report("compare", "Millrace beside its peers", INTRODUCTION, sections, comparison.environment());
    }

    private static Section section(Workload workload, Outcome outcome, String settings) {
        Standing standing = new Standing(workload, outcome);
        List<String> notes = Stream.of(
                        standing.missing(), new Latencies(workload).behind(outcome), outcome.notes(), workload.notes())
                .flatMap(List::stream)
                .toList();
        Chart chart = new Chart(
                workload.id(),
                workload.title(),
                standing.finding(),
                standing.ahead(),
                notes,
                new Pictures(workload).of(outcome));
        List<String> sources = List.of("bash bench/run compare " + workload.id());
        return new Section(chart, new Numbers(workload).of(outcome), sources, settings);
    }
}
