package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.KubeApi;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which kinds the server serves, asked once in a run, and which it is going to. */
final class ServedKinds {
    private final KubeApi api;
    private final Map<String, Optional<Resource>> known = new HashMap<>();
    private final Set<String> wanted = new HashSet<>();

    ServedKinds(KubeApi api, Collection<DesiredObject> desired) {
        this.api = api;
        for (DesiredObject object : desired) {
            if (definition(object)) {
                JsonNode spec = object.json().path("spec");
                for (JsonNode version : spec.path("versions")) {
                    if (!version.path("served").asBoolean()) {
                        continue;
                    }
                    wanted.add(
                            name(
                                    spec.path("group").asText()
                                            + "/"
                                            + version.path("name").asText(),
                                    spec.path("names").path("kind").asText()));
                }
            }
        }
    }

    static boolean definition(DesiredObject object) {
        return object.key().kind().equals("CustomResourceDefinition")
                && object.key().group().equals("apiextensions.k8s.io");
    }

    private static String name(String apiVersion, String kind) {
        return apiVersion + " " + kind;
    }

    Optional<Resource> find(String apiVersion, String kind) {
        return known.computeIfAbsent(
                name(apiVersion, kind), name -> api.resource(apiVersion, kind));
    }

    /** Whether a definition among the wanted objects brings it. */
    boolean coming(DesiredObject object) {
        return wanted.contains(name(object.apiVersion(), object.key().kind()));
    }

    /** What was not served may be now. */
    void lookAgain() {
        known.values().removeIf(Optional::isEmpty);
    }
}
