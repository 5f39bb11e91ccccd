package io.vmstation.kube.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What reconciling needs of an API server. Blocks; to be called on the threads of the cluster. Each
 * call fails with a {@link KubeApiException} that says what the server said.
 */
public interface KubeApi {

    /**
     * How the server serves a kind: by discovery, remembered, and asked anew when it is not known.
     *
     * @param apiVersion {@code apps/v1}
     * @return empty when the server does not serve it
     */
    Optional<Resource> resource(String apiVersion, String kind);

    /**
     * How the server serves a kind in whatever version, the one that it prefers first; asked anew
     * each time.
     *
     * @param group of the API, not the core
     * @return empty when the server serves it in none
     */
    default Optional<Resource> resourceInAnyVersion(String group, String kind) {
        return Optional.empty();
    }

    /** The object as it is, with managedFields; empty when it is not there. */
    Optional<ObjectNode> get(Resource resource, String namespace, String name);

    /**
     * Server-side apply with the field manager {@code vmstation}.
     *
     * @return the object as it is, or in a dry run would be
     */
    ObjectNode apply(Resource resource, ObjectNode object, boolean force, boolean dryRun);

    /**
     * The same, and hands on what the server warned of: deprecated versions, pods that a policy
     * would not like.
     */
    default ObjectNode apply(
            Resource resource,
            ObjectNode object,
            boolean force,
            boolean dryRun,
            Consumer<String> warnings) {
        return apply(resource, object, force, dryRun);
    }

    /**
     * JSON patch, RFC 6902, for what server-side apply cannot do, such as changing managedFields.
     *
     * @param patch a list of operations, with a test of the resourceVersion first where that
     *     matters
     */
    ObjectNode patch(Resource resource, String namespace, String name, String patch);

    /**
     * Deletes.
     *
     * @param uid only if it is still that object
     * @param orphan whether what it owns is left behind
     */
    void delete(Resource resource, String namespace, String name, String uid, boolean orphan);

    /** All objects of a kind with that label selector, in pages. */
    List<ObjectNode> list(Resource resource, String labelSelector);

    /**
     * How a kind is served.
     *
     * @param apiVersion {@code apps/v1}
     * @param kind {@code Deployment}
     * @param plural {@code deployments}
     * @param namespaced whether its objects live in namespaces
     */
    record Resource(String apiVersion, String kind, String plural, boolean namespaced) {}
}
