package io.millrace;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which words an endpoint's text has, and what they mean. */
final class EndpointParser {
    private static final int DESCRIPTORS_MAX = 1 << 20;
    private static final int PORT_MAX = 65_535;

    private EndpointParser() {}

    static Place parse(String whole) {
        EndpointText text = new EndpointText(whole);
        try {
            return switch (text.kind()) {
                case "tcp" -> internet(Place.Protocol.TCP, text);
                case "tcp6" -> internet(Place.Protocol.TCP6, text);
                case "udp" -> internet(Place.Protocol.UDP, text);
                case "udp6" -> internet(Place.Protocol.UDP6, text);
                case "unix" -> unix(text);
                case "systemd" -> activated(text);
                case "fd" -> {
                    text.named(Set.of("number"), List.of("number"));
                    yield new Place.Descriptor(text.number("number", DESCRIPTORS_MAX));
                }
                default -> throw text.wrong("no kind of endpoint is called '" + text.kind() + "'", 0);
            };
        } catch (IllegalArgumentException wrong) {
            String where = "endpoint \"" + whole + "\"";
            throw wrong.getMessage().startsWith(where)
                    ? wrong
                    : new IllegalArgumentException(where + ": " + wrong.getMessage(), wrong);
        }
    }

    /** One value alone is the port; interface is what a server in Twisted calls its host. */
    private static Place internet(Place.Protocol protocol, EndpointText text) {
        boolean isPortAlone = text.valuesWithoutName() == 1 && !text.has("port");
        List<String> places = isPortAlone ? List.of("port") : List.of("host", "port");
        TreeSet<String> known = new TreeSet<>(Set.of("host", "interface", "port"));
        if (protocol.isTcp()) {
            known.addAll(Set.of("bindAddress", "bindPort"));
        }
        text.named(known, places);
        if (text.has("host") && text.has("interface")) {
            throw text.wrong("host and interface are the same", 0);
        }
        String host = text.has("interface") ? text.text("interface") : text.has("host") ? text.text("host") : "";
        return new Place.Internet(protocol, host, text.number("port", PORT_MAX), from(text));
    }

    /** Null if it says nothing of that. */
    private static Place.Local from(EndpointText text) {
        if (!text.has("bindAddress") && !text.has("bindPort")) {
            return null;
        }
        int port = text.has("bindPort") ? text.number("bindPort", PORT_MAX) : 0;
        return new Place.Local(text.text("bindAddress"), port);
    }

    private static Place unix(EndpointText text) {
        text.named(new TreeSet<>(Set.of("abstract", "path")), List.of("path"));
        boolean isAbstract = text.has("abstract");
        if (isAbstract && text.has("path")) {
            throw text.wrong("it has a path, or is abstract, but not both", 0);
        }
        return new Place.Unix(text.text(isAbstract ? "abstract" : "path"), isAbstract);
    }

    private static Place activated(EndpointText text) {
        text.named(new TreeSet<>(Set.of("index", "name")), List.of());
        if (text.has("index") && text.has("name")) {
            throw text.wrong("it has an index or a name, but not both", 0);
        }
        return text.has("name")
                ? new Place.ActivatedByName(text.text("name"))
                : new Place.Activated(text.number("index", DESCRIPTORS_MAX));
    }
}
