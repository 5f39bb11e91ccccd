package io.vmstation.kube.health;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.KubeApi;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.LiveObjects;
import io.vmstation.kube.reconcile.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A cluster that holds what the test says, and writes down what it was asked. */
final class FakeApi implements KubeApi, LiveObjects {
    final List<String> asked = new ArrayList<>();
    private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
    private final Map<ObjectKey, ObjectNode> watched = new LinkedHashMap<>();
    private Optional<KubeApiException> failure = Optional.empty();

    FakeApi with(ObjectNode object) {
        objects.put(name(object), object);
        return this;
    }

    void watch(ObjectKey key, ObjectNode object) {
        watched.put(key, object);
    }

    void fail(int code) {
        failure = Optional.of(new KubeApiException(code, "it failed", List.of(), Optional.empty()));
    }

    private static String name(ObjectNode object) {
        return object.path("kind").asText()
                + " "
                + object.at("/metadata/namespace").asText("")
                + "/"
                + object.at("/metadata/name").asText();
    }

    private void ask(String what) {
        asked.add(what);
        failure.ifPresent(
                e -> {
                    throw e;
                });
    }

    @Override
    public Optional<Resource> resource(String apiVersion, String kind) {
        return Optional.of(new Resource(apiVersion, kind, kind, true));
    }

    @Override
    public Optional<ObjectNode> get(Resource resource, String namespace, String name) {
        String what = resource.kind() + " " + namespace + "/" + name;
        ask("get " + what);
        return Optional.ofNullable(objects.get(what));
    }

    @Override
    public List<ObjectNode> list(Resource resource, String labelSelector) {
        ask("list " + resource.plural() + " " + labelSelector);
        return objects.values().stream()
                .filter(it -> it.path("kind").asText().equals(resource.kind()))
                .toList();
    }

    @Override
    public ObjectNode apply(Resource resource, ObjectNode object, boolean force, boolean dryRun) {
        throw new AssertionError("health changes nothing");
    }

    @Override
    public ObjectNode patch(Resource resource, String namespace, String name, String patch) {
        throw new AssertionError("health changes nothing");
    }

    @Override
    public void delete(
            Resource resource, String namespace, String name, String uid, boolean orphan) {
        throw new AssertionError("health changes nothing");
    }

    @Override
    public Set<Resource> follow(Set<Resource> kinds) {
        return Set.of();
    }

    @Override
    public Optional<ObjectNode> find(ObjectKey key) {
        return Optional.ofNullable(watched.get(key));
    }

    @Override
    public void note(ObjectKey key, ObjectNode applied) {
        throw new AssertionError("health changes nothing");
    }
}
