package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.ObjectKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Waits for what the server makes of an object: kinds of its definition, a usable namespace. */
final class Arrivals {
    private static final Resource NAMESPACES = new Resource("v1", "Namespace", "namespaces", false);

    private final Run run;
    private final ServedKinds kinds;
    private final BooleanSupplier stop;
    private final Set<String> namespaces = new HashSet<>();

    /** What was waited for, and why in vain; nobody waits twice. */
    private final Map<String, Optional<String>> waited = new HashMap<>();

    Arrivals(Run run, ServedKinds kinds, BooleanSupplier stop) {
        this.run = run;
        this.kinds = kinds;
        this.stop = stop;
    }

    /** It was made or changed. */
    void applied(DesiredObject object) {
        ObjectKey key = object.key();
        if (key.kind().equals("Namespace") && key.group().isEmpty()) {
            namespaces.add(key.name());
        }
        if (ServedKinds.definition(object)) {
            kinds.lookAgain();
        }
    }

    /** Waits until there is what the object takes; says what is missing then. */
    Optional<String> missing(DesiredObject object) {
        String namespace = object.key().namespace();
        Optional<String> missing =
                namespaces.contains(namespace)
                        ? waited.computeIfAbsent(
                                "namespace " + namespace, what -> usable(namespace))
                        : Optional.empty();
        return missing.isPresent() || !kinds.coming(object)
                ? missing
                : waited.computeIfAbsent(
                        object.apiVersion() + " " + object.key().kind(), what -> served(object));
    }

    private Optional<String> usable(String namespace) {
        boolean usable =
                run.pace()
                        .await(
                                () ->
                                        run.api()
                                                .get(NAMESPACES, "", namespace)
                                                .map(Arrivals::phase)
                                                .filter(phase -> !phase.equals("Terminating"))
                                                .isPresent(),
                                stop);
        return usable
                ? Optional.empty()
                : Optional.of("the namespace " + namespace + " did not become usable in time");
    }

    private static String phase(ObjectNode namespace) {
        return namespace.path("status").path("phase").asText();
    }

    private Optional<String> served(DesiredObject object) {
        String kind = object.key().kind();
        boolean served =
                run.pace()
                        .await(
                                () -> {
                                    kinds.lookAgain();
                                    return kinds.find(object.apiVersion(), kind)
                                            .filter(this::established)
                                            .isPresent();
                                },
                                stop);
        return served
                ? Optional.empty()
                : Optional.of(
                        "the server did not serve %s of %s in time: see its CustomResourceDefinition"
                                .formatted(kind, object.apiVersion()));
    }

    /** Discovery may know it a moment before its objects can be made. */
    private boolean established(Resource resource) {
        String group = resource.apiVersion().replaceFirst("/.*", "");
        Resource definitions =
                new Resource(
                        "apiextensions.k8s.io/v1",
                        "CustomResourceDefinition",
                        "customresourcedefinitions",
                        false);
        Optional<ObjectNode> definition =
                run.api().get(definitions, "", resource.plural() + "." + group);
        return definition.stream()
                .flatMap(d -> d.path("status").path("conditions").valueStream())
                .filter(condition -> condition.path("type").asText().equals("Established"))
                .anyMatch(condition -> condition.path("status").asText().equals("True"));
    }
}
