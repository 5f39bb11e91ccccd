package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Deletes an object so that it can be made anew. */
final class Recreation {
    private static final int NOT_FOUND = 404;

    private final Run run;

    Recreation(Run run) {
        this.run = run;
    }

    /**
     * Deletes it and waits until it is gone.
     *
     * @param live as it was when that was decided; another object of that name stays
     */
    void clear(Resource resource, ObjectKey key, ObjectNode live, BooleanSupplier stop) {
        String namespace = run.namespace(resource, key);
        String uid = live.path("metadata").path("uid").asText();
        try {
            run.api()
                    .delete(
                            resource,
                            namespace,
                            key.name(),
                            uid,
                            ImmutableField.orphan(key.kind()));
        } catch (KubeApiException e) {
            if (e.code() != NOT_FOUND) {
                throw e;
            }
        }
        boolean gone = run.pace().await(() -> another(resource, namespace, key.name(), uid), stop);
        if (!gone) {
            throw new KubeApiException(
                    409,
                    "it was deleted to be made anew, and is not gone yet: the next run makes it",
                    List.of(),
                    Optional.empty());
        }
    }

    private boolean another(Resource resource, String namespace, String name, String uid) {
        return run.api()
                .get(resource, namespace, name)
                .filter(object -> object.path("metadata").path("uid").asText().equals(uid))
                .isEmpty();
    }
}
