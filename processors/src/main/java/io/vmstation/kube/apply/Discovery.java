package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vmstation.kube.apply.HttpExchange.Question;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.KubeApiException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Which kinds a server serves, and how. What was once known is not asked again until it is found to
 * be gone. Thread-safe.
 */
final class Discovery {
    private static final int NOT_FOUND = 404;

    /** It becomes part of a path. */
    private static final Pattern API_VERSION =
            Pattern.compile("([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?v[a-z0-9]+");

    private static final Pattern GROUP = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    private final HttpExchange http;
    private final Map<String, Map<String, Resource>> known = new ConcurrentHashMap<>();

    Discovery(HttpExchange http) {
        this.http = http;
    }

    Optional<Resource> resource(String apiVersion, String kind) {
        Resource remembered = known.getOrDefault(apiVersion, Map.of()).get(kind);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        if (!API_VERSION.matcher(apiVersion).matches()) {
            return Optional.empty();
        }
        Map<String, Resource> served = ask(apiVersion);
        known.put(apiVersion, served);
        return Optional.ofNullable(served.get(kind));
    }

    /** The version that the server prefers, or else any other that has the kind. */
    Optional<Resource> inAnyVersion(String group, String kind) {
        if (!GROUP.matcher(group).matches()) {
            return Optional.empty();
        }
        JsonNode found = found("/apis/" + group);
        Set<String> versions = new LinkedHashSet<>();
        versions.add(found.path("preferredVersion").path("groupVersion").asText());
        found.path("versions").forEach(each -> versions.add(each.path("groupVersion").asText()));
        return versions.stream().flatMap(version -> resource(version, kind).stream()).findFirst();
    }

    /** It was found not to be served any more, or in another way. */
    void forget(String apiVersion) {
        known.remove(apiVersion);
    }

    static String path(String apiVersion) {
        return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
    }

    private Map<String, Resource> ask(String apiVersion) {
        Map<String, Resource> served = new HashMap<>();
        for (JsonNode each : found(path(apiVersion)).path("resources")) {
            String plural = each.path("name").asText();
            String kind = each.path("kind").asText();
            if (!plural.isEmpty() && !plural.contains("/")) {
                served.putIfAbsent(
                        kind,
                        new Resource(
                                apiVersion, kind, plural, each.path("namespaced").asBoolean()));
            }
        }
        return served;
    }

    private JsonNode found(String path) {
        try {
            return http.ask(new Question("discover", "", "GET", path, null, null)).json();
        } catch (KubeApiException e) {
            if (e.code() == NOT_FOUND) {
                return JsonNodeFactory.instance.missingNode();
            }
            throw e;
        }
    }
}
