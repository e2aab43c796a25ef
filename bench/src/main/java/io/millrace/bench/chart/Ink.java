package io.millrace.bench.chart;

import java.awt.Color;
import java.util.Locale;

/** The colours, each for a light ground and for a dark one. The SVG names them, and the page's style says which it is. */
public enum Ink {
    GROUND(0xf6f8fa, 0x0f161d),
    CARD(0xffffff, 0x17212b),
    TEXT(0x17222d, 0xe6edf3),
    FAINT(0x5a6b7b, 0x97a6b4),
    GRID(0xe3e9ef, 0x2a3744),
    AXIS(0xa9b6c2, 0x4d5d6c),
    WATER(0x0b6bcb, 0x58a9ff),
    RUST(0xc2410c, 0xff8f5c),
    AMBER(0xb07d00, 0xe9bd4a),
    GREEN(0x10815a, 0x4ccb98),
    VIOLET(0x7a4fd0, 0xb79bff),
    SLATE(0x64707c, 0xaab6c2),
    ROSE(0xb52a74, 0xf08cc0);

    private final int onLight;
    private final int onDark;

    Ink(int onLight, int onDark) {
        this.onLight = onLight;
        this.onDark = onDark;
    }

    /** Its name in style sheets. */
    String cssName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For images, which have a light ground. */
    Color onLight() {
        return new Color(onLight);
    }

    /** The style sheet: a variable for each, and the classes that the SVG uses. */
    public static String styleSheet() {
        StringBuilder light = new StringBuilder();
        StringBuilder dark = new StringBuilder();
        StringBuilder classes = new StringBuilder();
        for (Ink ink : values()) {
            String name = ink.cssName();
            light.append(String.format(Locale.ROOT, " --%s: #%06x;", name, ink.onLight));
            dark.append(String.format(Locale.ROOT, " --%s: #%06x;", name, ink.onDark));
            classes.append(String.format(
                    Locale.ROOT, ".s-%s { stroke: var(--%s); } .f-%s { fill: var(--%s); }\n", name, name, name, name));
        }
        return ":root { color-scheme: light dark;" + light + " }\n@media (prefers-color-scheme: dark) { :root {" + dark
                + " } }\n" + classes;
    }
}
