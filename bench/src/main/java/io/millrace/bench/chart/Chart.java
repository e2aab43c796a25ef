package io.millrace.bench.chart;

import java.util.List;

/**
 * A slide of the talk, redrawn.
 *
 * @param id its name on the command line and in file names
 * @param title what it is about
 * @param finding what the numbers say, in one sentence, or one a line
 * @param ahead where others are ahead of Millrace; empty where none is
 * @param notes what a reader must know to judge them
 * @param panels what is drawn; none if nothing could be measured
 */
public record Chart(
        String id, String title, String finding, List<String> ahead, List<String> notes, List<Panel> panels) {
    public Chart {
        ahead = List.copyOf(ahead);
        notes = List.copyOf(notes);
        panels = List.copyOf(panels);
    }

    /** What measured it: the first words of its series' sources, each once. */
    public List<String> sources() {
        return panels.stream()
                .flatMap(panel -> panel.series().stream())
                .map(series -> series.source().split("[ ]|\\.(?!py)")[0])
                .distinct()
                .toList();
    }
}
