package io.millrace.jni;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** As much of a 64-bit little-endian shared library as its tests ask for: its dynamic section and dynamic symbols. */
final class ElfFile {
    private static final int SECTION_DYNAMIC = 6;
    private static final int SECTION_DYNAMIC_SYMBOLS = 11;
    static final long TAG_NEEDED = 1;
    static final long TAG_RPATH = 15;
    static final long TAG_RUNPATH = 29;
    static final long TAG_FLAGS_1 = 0x6ffffffbL;
    static final long NODELETE = 8;

    /** One entry of the dynamic section; {@code text} is its value read as a name. */
    record Entry(long tag, long value, String text) {}

    private final ByteBuffer file;

    ElfFile(Path path) throws IOException {
        file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        if (file.getInt(0) != 0x464c457f || file.get(4) != 2 || file.get(5) != 1) {
            throw new IOException(path + " is no 64-bit little-endian ELF file");
        }
    }

    List<Entry> dynamicEntries() {
        List<Entry> entries = new ArrayList<>();
        for (int header : sections(SECTION_DYNAMIC)) {
            int names = offset(linked(header));
            for (int at = offset(header); at < end(header); at += 16) {
                long tag = file.getLong(at);
                long value = file.getLong(at + 8);
                boolean isName = tag == TAG_NEEDED || tag == TAG_RPATH || tag == TAG_RUNPATH;
                entries.add(new Entry(tag, value, isName ? text(names + (int) value) : ""));
            }
        }
        return entries;
    }

    /** The names that others can link to. */
    Set<String> exports() {
        Set<String> exports = new TreeSet<>();
        for (int header : sections(SECTION_DYNAMIC_SYMBOLS)) {
            int names = offset(linked(header));
            for (int at = offset(header); at < end(header); at += 24) {
                boolean isDefined = file.getShort(at + 6) != 0;
                if (isDefined) {
                    exports.add(text(names + file.getInt(at)));
                }
            }
        }
        return exports;
    }

    /** Every printable byte sequence is in here, in order. */
    String asText() {
        return new String(file.array(), StandardCharsets.ISO_8859_1);
    }

    private List<Integer> sections(int type) {
        List<Integer> headers = new ArrayList<>();
        for (int i = 0; i < Short.toUnsignedInt(file.getShort(60)); i++) {
            if (file.getInt(header(i) + 4) == type) {
                headers.add(header(i));
            }
        }
        return headers;
    }

    private int header(int index) {
        return (int) file.getLong(40) + index * Short.toUnsignedInt(file.getShort(58));
    }

    private int linked(int header) {
        return header(file.getInt(header + 40));
    }

    private int offset(int header) {
        return (int) file.getLong(header + 24);
    }

    private int end(int header) {
        return offset(header) + (int) file.getLong(header + 32);
    }

    private String text(int at) {
        int end = at;
        while (file.get(end) != 0) {
            end++;
        }
        return new String(file.array(), at, end - at, StandardCharsets.UTF_8);
    }
}
