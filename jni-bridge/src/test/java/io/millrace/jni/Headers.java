package io.millrace.jni;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the public headers of the native part say, read from their text. Knows just the C that they are written in. */
final class Headers {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern ENUM = Pattern.compile("enum (\\w+) \\{(.*?)\\}", Pattern.DOTALL);
    private static final Pattern ENUM_VALUE = Pattern.compile("MR_(\\w+) = (-?\\w+)");
    private static final Pattern DEFINE = Pattern.compile("#define MR_(\\w+) (\\d+)");
    private static final Pattern STRUCT = Pattern.compile("typedef struct mr_(\\w+) \\{(.*?)\\}", Pattern.DOTALL);
    private static final Pattern FIELDS = Pattern.compile("(u?int(?:16|32|64)_t) ([\\w, ]+);");
    private static final Pattern FUNCTION = Pattern.compile("(int32_t|int64_t) mr_(\\w+)\\(([^)]*)\\);");

    private final String text;

    /** Those of everything but columns. */
    Headers() {
        this("records.h", "millrace.h");
    }

    Headers(String... names) {
        String all = Arrays.stream(names).map(Headers::read).collect(Collectors.joining());
        this.text = COMMENT.matcher(all).replaceAll("");
    }

    private static String read(String name) {
        try {
            return Files.readString(Path.of(System.getProperty("millrace.headers"), name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Enumeration values by name without {@code MR_}, in the headers' order. */
    Map<String, Integer> enumValues() {
        Map<String, Integer> values = new LinkedHashMap<>();
        for (Matcher each = ENUM.matcher(text); each.find(); ) {
            for (Matcher value = ENUM_VALUE.matcher(each.group(2)); value.find(); ) {
                values.put(value.group(1), Integer.decode(value.group(2)));
            }
        }
        return values;
    }

    /** Limits by name without {@code MR_}. */
    Map<String, Integer> defines() {
        Map<String, Integer> values = new LinkedHashMap<>();
        for (Matcher each = DEFINE.matcher(text); each.find(); ) {
            values.put(each.group(1), Integer.decode(each.group(2)));
        }
        return values;
    }

    /** Offsets as {@code COMMAND_HANDLE} and sizes as {@code COMMAND_BYTES}; no struct has holes in it. */
    Map<String, Integer> offsets() {
        Map<String, Integer> offsets = new LinkedHashMap<>();
        for (Matcher struct = STRUCT.matcher(text); struct.find(); ) {
            String name = struct.group(1).toUpperCase(Locale.ROOT);
            int offset = 0;
            for (Matcher fields = FIELDS.matcher(struct.group(2)); fields.find(); ) {
                int width = Integer.parseInt(fields.group(1).replaceAll("\\D", "")) / 8;
                for (String field : fields.group(2).split(",")) {
                    offsets.put(name + "_" + field.strip().toUpperCase(Locale.ROOT), offset);
                    offset += width;
                }
            }
            offsets.put(name + "_BYTES", offset);
        }
        return offsets;
    }

    /** Functions as Java would declare them: {@code "int turn(long, int, long)"}. */
    List<String> functions() {
        List<String> functions = new ArrayList<>();
        for (Matcher each = FUNCTION.matcher(text); each.find(); ) {
            List<String> parameters = new ArrayList<>();
            for (String parameter : each.group(3).split(",")) {
                if (!parameter.strip().equals("void")) {
                    parameters.add(javaType(parameter.strip().split(" ")[0]));
                }
            }
            functions.add(javaType(each.group(1)) + " " + camelCase(each.group(2)) + parameters);
        }
        return functions;
    }

    private static String javaType(String type) {
        return type.equals("int64_t") ? "long" : "int";
    }

    private static String camelCase(String name) {
        return Pattern.compile("_(\\w)")
                .matcher(name)
                .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }
}
