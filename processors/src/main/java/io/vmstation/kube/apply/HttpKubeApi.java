package io.vmstation.kube.apply;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.kube.apply.HttpExchange.Question;
import io.vmstation.kube.reconcile.KubeApi;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.Marks;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks an API server over HTTP, with the credentials, the TLS and the time limit of a client of
 * Kubernetes. Every answer is bounded in size. Nothing is tried twice. Thread-safe.
 *
 * <p>Whoever supplies the client makes a new one after a {@link KubeApiException} of code 401, so
 * that credentials are read again.
 */
public final class HttpKubeApi implements KubeApi {
    /** Objects in one page of a list. */
    static final int PAGE = 250;

    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final String APPLY_PATCH = "application/apply-patch+yaml";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String JSON = "application/json";

    private static final Pattern NOT_IN_YAML =
            Pattern.compile("[\\x7f-\\x84\\x86-\\x9f\\ufffe\\uffff]");

    private final HttpExchange http;
    private final Discovery discovery;

    /**
     * @param clients asked for each request; its own retries should be off, and its request time
     *     limit set
     */
    public HttpKubeApi(Supplier<KubernetesClient> clients, ApiListener listener) {
        this(clients, listener, HttpExchange.MOST_BYTES);
    }

    HttpKubeApi(Supplier<KubernetesClient> clients, ApiListener listener, int mostBytes) {
        this.http =
                new HttpExchange(
                        requireNonNull(clients, "clients is null"),
                        requireNonNull(listener, "listener is null"),
                        mostBytes);
        this.discovery = new Discovery(http);
    }

    @Override
    public Optional<Resource> resource(String apiVersion, String kind) {
        return discovery.resource(apiVersion, kind);
    }

    @Override
    public Optional<Resource> resourceInAnyVersion(String group, String kind) {
        return discovery.inAnyVersion(group, kind);
    }

    @Override
    public Optional<ObjectNode> get(Resource resource, String namespace, String name) {
        try {
            String path = path(resource, namespace, name);
            return Optional.of(ask("get", resource, "GET", path, null, null).json());
        } catch (KubeApiException e) {
            if (e.code() != NOT_FOUND) {
                throw e;
            }
            if (!String.valueOf(e.getMessage()).contains(name)) {
                // Not the object is unknown but its kind.
                discovery.forget(resource.apiVersion());
            }
            return Optional.empty();
        }
    }

    @Override
    public ObjectNode apply(Resource resource, ObjectNode object, boolean force, boolean dryRun) {
        return apply(resource, object, force, dryRun, warning -> {});
    }

    @Override
    public ObjectNode apply(
            Resource resource,
            ObjectNode object,
            boolean force,
            boolean dryRun,
            Consumer<String> warnings) {
        JsonNode metadata = object.path("metadata");
        String path =
                path(resource, metadata.path("namespace").asText(), metadata.path("name").asText())
                        + "?fieldManager="
                        + Marks.FIELD_MANAGER
                        + "&fieldValidation=Strict&force="
                        + force
                        + (dryRun ? "&dryRun=All" : "");
        HttpAnswer answer =
                ask(
                        dryRun ? "dry-run" : "apply",
                        resource,
                        "PATCH",
                        path,
                        APPLY_PATCH,
                        yaml(object));
        answer.warnings().forEach(warnings);
        return answer.json();
    }

    @Override
    public ObjectNode patch(Resource resource, String namespace, String name, String patch) {
        String path = path(resource, namespace, name) + "?fieldManager=" + Marks.FIELD_MANAGER;
        return ask("patch", resource, "PATCH", path, JSON_PATCH, patch).json();
    }

    @Override
    public void delete(
            Resource resource, String namespace, String name, String uid, boolean orphan) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        options.put("apiVersion", "v1")
                .put("kind", "DeleteOptions")
                .put("propagationPolicy", orphan ? "Orphan" : "Background");
        if (!uid.isEmpty()) {
            options.withObject("/preconditions").put("uid", uid);
        }
        ask(
                "delete",
                resource,
                "DELETE",
                path(resource, namespace, name),
                JSON,
                options.toString());
    }

    @Override
    public List<ObjectNode> list(Resource resource, String labelSelector) {
        try {
            return pages(resource, labelSelector);
        } catch (KubeApiException e) {
            if (e.code() != GONE) {
                throw e;
            }
            // The server no longer has the state that the first pages were of.
            return pages(resource, labelSelector);
        }
    }

    private List<ObjectNode> pages(Resource resource, String labelSelector) {
        List<ObjectNode> all = new ArrayList<>();
        String first =
                path(resource, "", "")
                        + "?limit="
                        + PAGE
                        + "&labelSelector="
                        + coded(labelSelector);
        String next = "";
        do {
            String path = next.isEmpty() ? first : first + "&continue=" + coded(next);
            ObjectNode page = ask("list", resource, "GET", path, null, null).json();
            for (JsonNode item : page.path("items")) {
                if (item instanceof ObjectNode object) {
                    // Items of a list do not say what they are.
                    object.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
                    all.add(object);
                }
            }
            next = page.path("metadata").path("continue").asText();
        } while (!next.isEmpty());
        return all;
    }

    /**
     * JSON is YAML, but for characters that servers refuse unless they are escaped ("control
     * characters are not allowed", {@code readerc.go} of go-yaml); they stand in texts only.
     */
    static String yaml(ObjectNode object) {
        return NOT_IN_YAML
                .matcher(object.toString())
                .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
    }

    private HttpAnswer ask(
            String verb,
            Resource resource,
            String method,
            String path,
            @Nullable String type,
            @Nullable String body) {
        return http.ask(new Question(verb, resource.kind(), method, path, type, body));
    }

    private static String path(Resource resource, String namespace, String name) {
        StringBuilder path = new StringBuilder(Discovery.path(resource.apiVersion()));
        if (resource.namespaced() && !namespace.isEmpty()) {
            path.append("/namespaces/").append(coded(namespace));
        }
        path.append('/').append(resource.plural());
        return name.isEmpty() ? path.toString() : path.append('/').append(coded(name)).toString();
    }

    private static String coded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
