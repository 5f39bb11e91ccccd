package io.vmstation.config;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Service;
import java.util.List;
import java.util.Optional;

/** Checks that switched-on wake routes name a node and a service that exist. */
final class RouteTargets {
    private static final List<String> ROUTES =
            List.of("wake-on-jellyfin", "wake-on-ssh", "wake-on-share-access");

    private final Settings settings;
    private final Problems problems;

    RouteTargets(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    void check(Nodes nodes) {
        ROUTES.stream()
                .filter(route -> settings.flag(route + ".enabled"))
                .forEach(route -> check(route, nodes));
    }

    /** Where the user wrote it; a default is not to blame, switching the route on is. */
    private Place place(String route, String key) {
        return settings.isDefault(route + key)
                ? settings.place(route + ".enabled").named(route + key)
                : settings.place(route + key);
    }

    private void check(String route, Nodes nodes) {
        String name = settings.text(route + ".node");
        Optional<Node> node = nodes.find(name);
        if (node.isEmpty()) {
            problems.report(
                    place(route, ".node"),
                    name,
                    "is not the name of a node, and route "
                            + route
                            + " is switched on: "
                            + Suggestion.orElse(
                                    name,
                                    nodes.all().stream().map(Node::name).toList(),
                                    "add the node to nodes.yaml or switch the route off"));
        } else {
            checkService(route, node.get());
        }
    }

    private void checkService(String route, Node node) {
        String name = settings.text(route + ".service");
        if (node.service(name).isEmpty()) {
            List<String> offered = node.services().stream().map(Service::name).toList();
            problems.report(
                    place(route, ".service"),
                    name,
                    "is not a service of node %s, and route %s is switched on: %s"
                            .formatted(
                                    node.name(),
                                    route,
                                    Suggestion.orElse(
                                            name,
                                            offered,
                                            "add the service to the node in nodes.yaml")));
        }
    }
}
