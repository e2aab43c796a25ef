package io.millrace.testing;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * A piece of Java between {@code <pre>} and {@code </pre>} in the documentation of a source file, as the compiler sees it: a
 * class as it stands, or else statements in a method of an {@link ExampleSetting}, behind the constants among them.
 */
public final class Example {
    private static final String START = "<pre>{@code";
    private static final String END = "}</pre>";
    private static final Pattern MARGIN = Pattern.compile("^ *\\* ?");
    private static final Pattern CLASS = Pattern.compile("(public )?(final )?class (\\w+) .*");
    private static final String IMPORTS =
            "import io.millrace.*; import io.millrace.async.*; import io.millrace.blocking.*;"
                    + " import io.millrace.bytes.*; import io.millrace.columns.*; import io.millrace.flow.*; import io.millrace.framing.*;"
                    + " import io.millrace.http.*; import io.millrace.stream.*; import io.millrace.testkit.*; import io.millrace.testing.*; import java.net.*; import java.nio.*;"
                    + " import java.nio.channels.*; import java.nio.charset.*; import java.time.*; import java.util.*; import java.util.concurrent.*;"
                    + " import io.millrace.Timer; import io.millrace.bytes.Buffer;";

    private static final Pattern ERROR = Pattern.compile("(?m)^.*\\.java:(\\d+): error: (.*)$");

    private final Path file;
    private final String name;
    private final List<String> written = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>(); // of each line written, in the file

    private Example(Path file, int start, List<String> code) {
        this.file = file;
        this.name = nameOf(code, start);
        write(start, IMPORTS);
        if (isClass(code)) {
            writeAll(start, code, true);
            writeAll(start, code, false);
        } else {
            write(start, "abstract class " + name + " extends ExampleSetting {");
            writeAll(start, code, true);
            write(start, "void example() throws Exception {");
            writeAll(start, code, false);
            write(start, "} }");
        }
    }

    private static boolean isClass(List<String> code) {
        return CLASS.matcher(code.get(0)).matches();
    }

    private static String nameOf(List<String> code, int start) {
        return isClass(code) ? CLASS.matcher(code.get(0)).replaceFirst("$3") : "Example" + start;
    }

    /** The lines of the code that are constants, or those that are not. */
    private void writeAll(int start, List<String> code, boolean constants) {
        for (int i = 0; i < code.size(); i++) {
            if (code.get(i).startsWith("static final ") == constants) {
                write(start + i, code.get(i));
            }
        }
    }

    private void write(int place, String line) {
        written.add(line);
        places.add(place);
    }

    /** All examples of a source file. */
    public static List<Example> of(Path file) throws IOException {
        List<Example> found = new ArrayList<>();
        List<String> code = null;
        int start = 0;
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.endsWith(START)) {
                code = new ArrayList<>();
                start = number + 1;
            } else if (code != null && line.endsWith(END)) {
                found.add(new Example(file, start, code));
                code = null;
            } else if (code != null) {
                code.add(MARGIN.matcher(line).replaceFirst(""));
            }
        }
        return found;
    }

    /** Compiles it, and answers what is wrong, each with file and line. */
    public List<String> compile(Path folder) throws IOException {
        Path source = Files.write(folder.resolve(name + ".java"), written);
        StringWriter words = new StringWriter();
        PrintWriter printer = new PrintWriter(words);
        String classes = System.getProperty("java.class.path");
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(printer, printer, "-cp", classes, "-d", folder.toString(), source.toString());
        List<String> wrong = new ArrayList<>();
        Matcher error = ERROR.matcher(words.toString());
        while (error.find()) {
            wrong.add(file + ":" + places.get(Integer.parseInt(error.group(1)) - 1) + ": " + error.group(2));
        }
        if (status != 0 && wrong.isEmpty()) {
            wrong.add(file + ": " + words);
        }
        return wrong;
    }
}
