package io.vmstation.kube;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.vmstation.kube.reconcile.Marks;
import java.util.Optional;
import java.util.function.Function;

/**
 * A change of a few fields of an object, all at once or not at all (RFC 7386), which the server
 * refuses when somebody else has changed the object since it was read.
 */
final class MergePatch {
    private static final int TRIES = 8;
    private static final int CONFLICT = 409;

    /** So that it gives way after the sleep when the object is kept as files say. */
    private static final PatchContext FOR_SLEEP =
            new PatchContext.Builder()
                    .withPatchType(PatchType.JSON_MERGE)
                    .withFieldManager(Marks.SLEEP_MANAGER)
                    .build();

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();
    private final ObjectNode metadata = root.putObject("metadata");

    /** A change of an object as it was read. */
    MergePatch(HasMetadata read) {
        metadata.put("resourceVersion", read.getMetadata().getResourceVersion());
    }

    MergePatch annotate(String name, String value) {
        metadata.withObject("/annotations").put(name, value);
        return this;
    }

    MergePatch dropAnnotation(String name) {
        metadata.withObject("/annotations").putNull(name);
        return this;
    }

    MergePatch unschedulable(boolean value) {
        ObjectNode spec = root.withObject("/spec");
        if (value) {
            spec.put("unschedulable", true);
        } else {
            spec.putNull("unschedulable");
        }
        return this;
    }

    MergePatch replicas(int value) {
        root.withObject("/spec").put("replicas", value);
        return this;
    }

    String text() {
        return root.toString();
    }

    /**
     * Reads an object, decides what to change, changes it; all over again when somebody else was
     * faster. Blocks.
     *
     * @param change nothing: leave it as it is
     * @return the object as it is then; nothing when there is none
     */
    static <T extends HasMetadata> Optional<T> apply(
            Resource<T> resource, Function<T, Optional<MergePatch>> change) {
        for (int attempt = 1; ; attempt++) {
            Optional<T> read = Optional.ofNullable(resource.get());
            Optional<MergePatch> patch = read.flatMap(change);
            if (patch.isEmpty()) {
                return read;
            }
            try {
                return Optional.ofNullable(resource.patch(FOR_SLEEP, patch.get().text()));
            } catch (KubernetesClientException e) {
                if (e.getCode() != CONFLICT || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }
}
