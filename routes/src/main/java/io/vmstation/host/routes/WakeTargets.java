package io.vmstation.host.routes;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Service;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds routes made from a template of a trigger that name a node or a service which the site does
 * not have. Routes that are switched off are left out. Thread-safe.
 */
final class WakeTargets {
    private static final Set<String> TEMPLATES =
            Set.of(
                    "wake-on-connect",
                    "wake-on-samba-audit",
                    "wake-on-file-access",
                    "wake-on-file-change");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

    private final Supplier<Nodes> nodes;
    private final Function<String, Optional<String>> properties;

    /**
     * @param nodes asked at each look
     * @param properties what {@code {{key}}} stands for
     */
    WakeTargets(Supplier<Nodes> nodes, Function<String, Optional<String>> properties) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.properties = requireNonNull(properties, "properties is null");
    }

    /** At most one problem a route, in the order of the file. */
    List<RouteProblem> unknownIn(RouteSource source) {
        Nodes site = nodes.get();
        return source.outline().made().stream()
                .filter(made -> TEMPLATES.contains(made.template()))
                .flatMap(made -> problem(made.parameters(), source, site).stream())
                .toList();
    }

    private Optional<RouteProblem> problem(
            Map<String, RouteOutline.Parameter> parameters, RouteSource source, Nodes site) {
        Optional<String> name = text(parameters, "node");
        Optional<String> service = text(parameters, "service");
        if (name.isEmpty() || text(parameters, "enabled").filter("false"::equals).isPresent()) {
            return Optional.empty();
        }
        Optional<Node> node = site.find(name.get());
        if (node.isEmpty()) {
            String known = names(site.all(), Node::name, "no node is configured");
            String message = "there is no node \"%s\" (%s): correct the name, or add the node";
            return Optional.of(
                    source.problem(line(parameters, "node"), message.formatted(name.get(), known)));
        }
        return service.filter(text -> !text.isEmpty() && node.get().service(text).isEmpty())
                .map(
                        text ->
                                source.problem(
                                        line(parameters, "service"),
                                        "node %s has no service \"%s\" (%s): correct the name, or add the service to the node"
                                                .formatted(
                                                        name.get(),
                                                        text,
                                                        names(
                                                                node.get().services(),
                                                                Service::name,
                                                                "it has none"))));
    }

    private static <T> String names(
            Collection<T> all, Function<? super T, String> name, String none) {
        return all.isEmpty()
                ? none
                : "known: " + all.stream().map(name).collect(Collectors.joining(", "));
    }

    private static int line(Map<String, RouteOutline.Parameter> parameters, String name) {
        RouteOutline.Parameter parameter = parameters.get(name);
        return parameter == null ? 0 : parameter.line();
    }

    /** The value; nothing when it is missing or a placeholder stands for nothing. */
    private Optional<String> text(Map<String, RouteOutline.Parameter> parameters, String name) {
        RouteOutline.Parameter parameter = parameters.get(name);
        if (parameter == null) {
            return Optional.empty();
        }
        StringBuilder resolved = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(parameter.value());
        while (matcher.find()) {
            Optional<String> value = properties.apply(matcher.group(1).strip());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value.get()));
        }
        return Optional.of(matcher.appendTail(resolved).toString().strip());
    }
}
