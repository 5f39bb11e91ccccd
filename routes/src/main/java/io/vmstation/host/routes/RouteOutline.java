package io.vmstation.host.routes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What a route file defines, read from its YAML without Camel.
 *
 * @param entries everything with a name, in the order of the file
 * @param made the routes made from templates, in the order of the file
 * @param configures whether it holds a route configuration
 * @param isEmpty whether there is nothing but comments in it
 */
record RouteOutline(List<Entry> entries, List<Made> made, boolean configures, boolean isEmpty) {

    /** What a named entry is. */
    enum Kind {
        ROUTE,
        TEMPLATE,
        BEAN
    }

    /** A named entry and the line on which its name stands, from 1. */
    record Entry(Kind kind, String id, int line) {}

    /** A value given to a template and the line on which it stands, from 1. */
    record Parameter(String value, int line) {}

    /** A route made from a template. */
    record Made(String template, Map<String, Parameter> parameters) {}

    /** The text is no YAML, or no list of entries. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;
        private final int line;

        Malformed(int line, String message) {
            super(message);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    static RouteOutline of(String text) throws Malformed {
        Optional<Node> root;
        try {
            root = new Compose(LoadSettings.builder().build()).composeString(text);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new Malformed(line, "not valid YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new Malformed(0, "not valid YAML: " + e.getMessage());
        }
        if (root.isEmpty()) {
            return new RouteOutline(List.of(), List.of(), false, true);
        }
        if (!(root.get() instanceof SequenceNode list)) {
            throw new Malformed(
                    line(root.get()), "a route file is a list: begin entries with \"- \"");
        }
        return ofList(list);
    }

    private static RouteOutline ofList(SequenceNode list) throws Malformed {
        List<Entry> entries = new ArrayList<>();
        List<Made> made = new ArrayList<>();
        boolean configures = false;
        for (Node item : list.getValue()) {
            if (!(item instanceof MappingNode mapping)) {
                throw new Malformed(
                        line(item), "an entry begins with its kind, as in \"- route:\"");
            }
            for (NodeTuple tuple : mapping.getValue()) {
                String kind = plain(tuple.getKeyNode());
                configures |= kind.equals("routeconfiguration");
                collect(kind, tuple.getValueNode(), entries);
                if (kind.equals("templatedroute")) {
                    made.add(made(tuple.getValueNode()));
                }
            }
        }
        return new RouteOutline(
                List.copyOf(entries), List.copyOf(made), configures, list.getValue().isEmpty());
    }

    private static void collect(String kind, Node value, List<Entry> entries) {
        switch (kind) {
            case "route" -> child(value, "id").ifPresent(id -> add(entries, Kind.ROUTE, id));
            case "templatedroute" ->
                    child(value, "routeid").ifPresent(id -> add(entries, Kind.ROUTE, id));
            case "routetemplate" ->
                    child(value, "id").ifPresent(id -> add(entries, Kind.TEMPLATE, id));
            case "beans" -> {
                if (value instanceof SequenceNode beans) {
                    for (Node bean : beans.getValue()) {
                        child(bean, "name").ifPresent(name -> add(entries, Kind.BEAN, name));
                    }
                }
            }
            default -> {}
        }
    }

    private static Made made(Node route) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        if (child(route, "parameters").orElse(null) instanceof SequenceNode list) {
            for (Node item : list.getValue()) {
                if (child(item, "name").orElse(null) instanceof ScalarNode name
                        && child(item, "value").orElse(null) instanceof ScalarNode value) {
                    parameters.put(name.getValue(), new Parameter(value.getValue(), line(value)));
                }
            }
        }
        String template =
                child(route, "routetemplateref").orElse(null) instanceof ScalarNode name
                        ? name.getValue()
                        : "";
        return new Made(template, parameters);
    }

    private static void add(List<Entry> entries, Kind kind, Node name) {
        if (name instanceof ScalarNode scalar) {
            entries.add(new Entry(kind, scalar.getValue(), line(name)));
        }
    }

    private static Optional<Node> child(Node node, String key) {
        if (!(node instanceof MappingNode mapping)) {
            return Optional.empty();
        }
        return mapping.getValue().stream()
                .filter(tuple -> plain(tuple.getKeyNode()).equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    /** Camel takes routeTemplate and route-template alike. */
    private static String plain(Node key) {
        return key instanceof ScalarNode scalar
                ? scalar.getValue().replace("-", "").toLowerCase(Locale.ROOT)
                : "";
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    /** Position in the order of loading: less comes first. */
    int rank() {
        if (configures) {
            return 0;
        }
        return entries.stream().anyMatch(entry -> entry.kind() != Kind.ROUTE) ? 1 : 2;
    }

    Stream<Entry> ofKind(Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind);
    }

    /** Names that other files may refer to. */
    List<String> offered() {
        return entries.stream().filter(e -> e.kind() != Kind.ROUTE).map(Entry::id).toList();
    }
}
