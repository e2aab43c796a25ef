package io.millrace.bench.report;

import io.millrace.bench.EngineFindings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** What the figures were measured on, and with what: by name, in the order in which it is shown. */
public final class Environment {
    /** The name of the processor. */
    public static final String PROCESSOR = "processor";

    /** The name of the system's kernel and architecture. */
    public static final String SYSTEM = "system";

    /** The name of the JDK's version. */
    public static final String JDK = "JDK";

    /** The name of the time. */
    public static final String MEASURED = "measured";

    /** Of the processors: a load over this leaves too little for measuring in peace. */
    private static final double BUSY_SHARE = 0.75;

    private Environment() {}

    /** When, on what and with what: every figure's. Loads the native library. */
    public static Map<String, String> look() {
        Map<String, String> found = new LinkedHashMap<>();
        found.put(MEASURED, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        found.put(PROCESSOR, processor() + ", " + processors() + " processors");
        found.put("load before", load() + (isBusy() ? ": there was other work, and the figures may be rough" : ""));
        found.put("kernels", "Millrace's target in use: " + EngineFindings.targetInUse());
        found.put(SYSTEM, property("os.name") + " " + property("os.version") + ", " + property("os.arch"));
        found.put(JDK, property("java.runtime.version") + " (" + property("java.vm.name") + ")");
        return found;
    }

    private static String processor() {
        return line("/proc/cpuinfo", "model name")
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .orElse("an unknown model");
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static String load() {
        return line("/proc/loadavg", "").map(line -> line.split(" ")[0]).orElse("unknown");
    }

    private static boolean isBusy() {
        String load = load();
        return load.matches("[0-9.]+") && Double.parseDouble(load) > BUSY_SHARE * processors();
    }

    private static Optional<String> line(String file, String start) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(start)).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    /** An artifact's version, as Maven wrote it into it. */
    public static String version(String group, String artifact) {
        String resource = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream in = Environment.class.getResourceAsStream(resource)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
