package io.millrace.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.bench.chart.Chart;
import io.millrace.bench.chart.Drawing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** The files: {@code NAME.html}, {@code NAME.json}, and {@code CHART.png} for each chart that has something on it. */
public final class Output {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path directory;
    private final BiFunction<Chart, List<String>, BufferedImage> painter;

    public Output(Path directory) {
        this(directory, Drawing::image);
    }

    /** With another way to draw a chart, and the lines under it. */
    public Output(Path directory, BiFunction<Chart, List<String>, BufferedImage> painter) {
        this.directory = directory;
        this.painter = painter;
    }

    /**
     * Writes them all, over those of an earlier time.
     *
     * @param figures what the JSON is made of
     * @param complaints is told, in a line, when there can be no images
     * @return the files, in the order to name them
     */
    public List<Path> write(Report report, Object figures, Consumer<String> complaints) throws IOException {
        Files.createDirectories(directory);
        List<Path> written = new ArrayList<>();
        written.add(Files.writeString(directory.resolve(report.name() + ".html"), Page.of(report)));
        written.add(Files.write(directory.resolve(report.name() + ".json"), JSON.writeValueAsBytes(figures)));
        for (Section section : report.sections()) {
            Chart chart = section.chart();
            byte[] png =
                    chart.panels().isEmpty() ? null : png(chart, footer(section, report.environment()), complaints);
            if (png != null) {
                written.add(Files.write(directory.resolve(chart.id() + ".png"), png));
            }
        }
        return written;
    }

    private static List<String> footer(Section section, Map<String, String> environment) {
        return List.of(
                String.join(", ", section.sources()) + "; " + section.settings(),
                environment.get(Environment.PROCESSOR) + " · " + environment.get(Environment.SYSTEM) + " · JDK "
                        + environment.get(Environment.JDK) + " · " + environment.get(Environment.MEASURED));
    }

    /** Null where the JDK cannot draw text: without fonts, one version throws an Error and the next an exception. */
    private byte[] png(Chart chart, List<String> footer, Consumer<String> complaints) throws IOException {
        BufferedImage image;
        try {
            image = painter.apply(chart, footer);
        } catch (RuntimeException | Error e) {
            complaints.accept("no " + chart.id() + ".png: Java cannot draw text here (" + e.getMessage()
                    + "); a font helps, on Debian and Ubuntu: apt install fontconfig fonts-dejavu-core");
            return null;
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }
}
