package io.vmstation.config;

import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.node.Readiness;
import io.vmstation.node.Service;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the services of a node. */
final class ServicesReader {
    private static final String FORMS = "write tcp, ssh-banner, or {http: /path, status: 200}";

    private final Problems problems;

    ServicesReader(Problems problems) {
        this.problems = problems;
    }

    List<Service> read(Fields node) {
        Map<String, Located<Service>> byName = new LinkedHashMap<>();
        for (YamlValue item : node.items("services")) {
            if (!(item instanceof Mapping mapping)) {
                problems.report(
                        item.place(),
                        item.shown(),
                        "is not a service: write {name: ..., port: ...}");
                continue;
            }
            service(new Fields(mapping, NodesFormat.SERVICE, problems))
                    .ifPresent(service -> put(byName, service));
        }
        return byName.values().stream().map(Located::value).toList();
    }

    private void put(Map<String, Located<Service>> byName, Located<Service> service) {
        Located<Service> earlier = byName.putIfAbsent(service.text(), service);
        if (earlier != null) {
            problems.report(
                    service.place(),
                    service.text(),
                    "is the name of two services of this node, first in line "
                            + earlier.place().line()
                            + ": rename one");
        }
    }

    private Optional<Located<Service>> service(Fields fields) {
        for (String required : List.of("name", "port")) {
            if (!fields.has(required)) {
                problems.report(
                        fields.place(), "has no " + required + ": add `" + required + ": ...`");
            }
        }
        Optional<Located<String>> name = fields.one("name", Values::name);
        Optional<Located<Integer>> port = fields.one("port", Quantities::port);
        Readiness readiness = readiness(fields);
        if (name.isEmpty() || port.isEmpty()) {
            return Optional.empty();
        }
        Service service = new Service(name.get().value(), port.get().value(), readiness);
        return Optional.of(new Located<>(service, service.name(), name.get().place()));
    }

    private Readiness readiness(Fields service) {
        if (service.any("ready").orElse(null) instanceof Mapping) {
            return service.map("ready", NodesFormat.READY)
                    .flatMap(this::http)
                    .orElseGet(Readiness.Tcp::new);
        }
        return service.one("ready", ServicesReader::word)
                .map(Located::value)
                .orElseGet(Readiness.Tcp::new);
    }

    private static Readiness word(String text) {
        return switch (text) {
            case "tcp" -> new Readiness.Tcp();
            case "ssh-banner" -> new Readiness.SshBanner();
            default -> throw new IllegalArgumentException("is not a kind of readiness: " + FORMS);
        };
    }

    private Optional<Readiness> http(Fields fields) {
        if (!fields.has("http")) {
            problems.report(fields.place(), "has no path to ask for: add `http: /...`");
        }
        Optional<String> path = fields.one("http", Values::httpPath).map(Located::value);
        Set<Integer> statuses = new LinkedHashSet<>();
        fields.many("status", ServicesReader::status).forEach(s -> statuses.add(s.value()));
        if (statuses.isEmpty()) {
            statuses.add(200);
        }
        Optional<String> body = fields.one("body", Values::word).map(Located::value);
        return path.map(p -> new Readiness.Http(p, statuses, body));
    }

    private static int status(String text) {
        if (!text.matches("[1-5]\\d\\d")) {
            throw new IllegalArgumentException(
                    "is not an HTTP status: a number from 100 to 599 such as 200");
        }
        return Integer.parseInt(text);
    }
}
