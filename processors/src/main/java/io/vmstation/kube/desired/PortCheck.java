package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.config.Suggestion;
import io.vmstation.kube.desired.Pods.Container;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Finds ports of Services, probes and network policies that no container has. */
final class PortCheck {
    private static final List<String> PROBES =
            List.of("livenessProbe", "readinessProbe", "startupProbe");

    private final Known known;
    private final FileProblems problems;

    PortCheck(Known known, FileProblems problems) {
        this.known = known;
        this.problems = problems;
    }

    void check() {
        known.pods().forEach(this::probes);
        for (Manifest manifest : known.all()) {
            if (manifest.kind().equals("Service") && manifest.key().group().isEmpty()) {
                service(manifest);
            } else if (manifest.kind().equals("NetworkPolicy")) {
                policy(manifest);
            } else if (manifest.kind().equals("Ingress")) {
                ingress(manifest);
            }
        }
    }

    private void probes(Pods pods) {
        for (Container container : pods.allContainers()) {
            for (String probe : PROBES) {
                for (String how : List.of("httpGet", "tcpSocket")) {
                    JsonNode port = container.json().path(probe).path(how).path("port");
                    Collection<String> names = names(container.json());
                    if (port.isTextual() && !names.contains(port.textValue())) {
                        List<Object> path = new ArrayList<>(container.path());
                        path.addAll(List.of(probe, how, "port"));
                        problems.report(
                                pods.owner().document().at(path),
                                "is \"%s\", which no port of its container is named: %s"
                                        .formatted(
                                                port.textValue(),
                                                Suggestion.orElse(
                                                        port.textValue(),
                                                        names,
                                                        "name one so, or write its number")));
                    }
                }
            }
        }
    }

    private void service(Manifest service) {
        JsonNode selector = service.json().path("spec").path("selector");
        if (!selector.isObject() || selector.isEmpty()) {
            return;
        }
        List<Pods> pods =
                known.pods(service.namespace()).stream()
                        .filter(candidate -> LabelMatch.plain(selector, candidate.labels()))
                        .toList();
        JsonNode ports = Pods.items(service.json().path("spec").path("ports"));
        for (int i = 0; i < ports.size() && !pods.isEmpty(); i++) {
            boolean written = ports.get(i).hasNonNull("targetPort");
            JsonNode target = ports.get(i).path(written ? "targetPort" : "port");
            Spot spot = service.document().at("spec", "ports", i, written ? "targetPort" : "port");
            if (target.isTextual()) {
                named(target.textValue(), pods, spot);
            } else if (target.isIntegralNumber()) {
                numbered(target.intValue(), pods, spot);
            }
        }
    }

    private void named(String name, List<Pods> pods, Spot spot) {
        Collection<String> names = new TreeSet<>();
        for (Pods each : pods) {
            each.allContainers().forEach(container -> names.addAll(names(container.json())));
        }
        if (!names.contains(name)) {
            problems.report(
                    spot,
                    "is \"%s\", which no port of %s is named: %s"
                            .formatted(
                                    name,
                                    owners(pods),
                                    Suggestion.orElse(
                                            name, names, "name one so, or write its number")));
        }
    }

    /** Containers need not list their ports: only those that list some are judged. */
    private void numbered(int number, List<Pods> pods, Spot spot) {
        for (Pods each : pods) {
            for (Container container : each.allContainers()) {
                JsonNode ports = Pods.items(container.json().path("ports"));
                boolean silent = ports.isEmpty() && each.containers().contains(container);
                if (silent || listens(ports, number)) {
                    return;
                }
            }
        }
        problems.report(
                spot,
                "is %d, which no container of %s listens on: correct it, or add `containerPort: %d`"
                        .formatted(number, owners(pods), number));
    }

    private static boolean listens(JsonNode ports, int number) {
        return Pods.stream(ports).anyMatch(p -> p.path("containerPort").asInt() == number);
    }

    private static String owners(List<Pods> pods) {
        return String.join(
                ", ", pods.stream().map(each -> each.owner().key().toString()).sorted().toList());
    }

    private static Collection<String> names(JsonNode container) {
        Collection<String> names = new TreeSet<>();
        Pods.stream(container.path("ports"))
                .map(port -> port.path("name").asText())
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        return names;
    }

    private void policy(Manifest policy) {
        JsonNode selector = policy.json().path("spec").path("podSelector");
        List<Pods> selected =
                known.pods(policy.namespace()).stream()
                        .filter(pods -> LabelMatch.full(selector, pods.labels()))
                        .toList();
        rules(policy, "ingress", selected);
        rules(policy, "egress", known.pods());
    }

    private void rules(Manifest policy, String direction, List<Pods> candidates) {
        JsonNode rules = Pods.items(policy.json().path("spec").path(direction));
        for (int i = 0; i < rules.size(); i++) {
            JsonNode ports = Pods.items(rules.get(i).path("ports"));
            for (int j = 0; j < ports.size(); j++) {
                JsonNode port = ports.get(j).path("port");
                if (port.isTextual()
                        && !policy.expects("Pod", "*")
                        && candidates.stream().noneMatch(p -> p.hasPort(port.textValue()))) {
                    problems.report(
                            policy.document().at("spec", direction, i, "ports", j, "port"),
                            "is \"%s\", which no port of the pods that it means is named: name one"
                                            .formatted(port.textValue())
                                    + " so, or write its number");
                }
            }
        }
    }

    private void ingress(Manifest ingress) {
        JsonNode rules = Pods.items(ingress.json().path("spec").path("rules"));
        for (int i = 0; i < rules.size(); i++) {
            JsonNode paths = Pods.items(rules.get(i).path("http").path("paths"));
            for (int j = 0; j < paths.size(); j++) {
                backend(
                        ingress,
                        paths.get(j).path("backend").path("service"),
                        List.of("spec", "rules", i, "http", "paths", j, "backend", "service"));
            }
        }
        backend(
                ingress,
                ingress.json().path("spec").path("defaultBackend").path("service"),
                List.of("spec", "defaultBackend", "service"));
    }

    private void backend(Manifest ingress, JsonNode backend, List<Object> path) {
        JsonNode wanted = backend.path("port");
        known.find("Service", ingress.namespace(), backend.path("name").asText())
                .ifPresent(
                        service -> {
                            boolean has =
                                    Pods.stream(service.json().path("spec").path("ports"))
                                            .anyMatch(port -> isSame(port, wanted));
                            if (!has && !wanted.isEmpty()) {
                                List<Object> place = new ArrayList<>(path);
                                place.add("port");
                                problems.report(
                                        ingress.document().at(place),
                                        "is no port of %s: correct it, or add it there"
                                                .formatted(service.key()));
                            }
                        });
    }

    private static boolean isSame(JsonNode port, JsonNode wanted) {
        return wanted.has("name")
                ? port.path("name").equals(wanted.path("name"))
                : port.path("port").asInt(-1) == wanted.path("number").asInt(-2);
    }
}
