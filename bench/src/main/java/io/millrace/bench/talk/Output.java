package io.millrace.bench.talk;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.bench.talk.chart.Chart;
import io.millrace.bench.talk.chart.Drawing;
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

/** The files: {@code talk.html}, {@code talk.json}, and {@code CHART.png} for each chart that has something on it. */
final class Output {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path directory;
    private final BiFunction<Chart, List<String>, BufferedImage> painter;

    Output(Path directory) {
        this(directory, Drawing::image);
    }

    /** With another way to draw a chart, and the lines under it. */
    Output(Path directory, BiFunction<Chart, List<String>, BufferedImage> painter) {
        this.directory = directory;
        this.painter = painter;
    }

    /**
     * Writes them all, over those of an earlier time.
     *
     * @param complaints is told, in a line, when there can be no images
     * @return the files, in the order to name them
     */
    List<Path> write(Redrawn redrawn, Consumer<String> complaints) throws IOException {
        Files.createDirectories(directory);
        List<Path> written = new ArrayList<>();
        written.add(Files.writeString(directory.resolve("talk.html"), Page.of(redrawn)));
        written.add(Files.write(directory.resolve("talk.json"), JSON.writeValueAsBytes(redrawn)));
        for (Chart chart : redrawn.charts()) {
            byte[] png = chart.panels().isEmpty() ? null : png(chart, footer(chart, redrawn.environment()), complaints);
            if (png != null) {
                written.add(Files.write(directory.resolve(chart.id() + ".png"), png));
            }
        }
        return written;
    }

    private static List<String> footer(Chart chart, Map<String, String> environment) {
        return List.of(
                String.join(", ", chart.sources()) + "; " + environment.get(Redrawn.SETTINGS),
                environment.get("processor") + " · " + environment.get("system") + " · JDK " + environment.get("JDK")
                        + " · " + environment.get("measured"));
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
