package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.LiveObjects;
import io.vmstation.kube.reconcile.ObjectKey;
import java.util.Optional;
import java.util.Set;

/** Watches nothing: each object is read when it is looked at. For a single run. */
public final class UnwatchedObjects implements LiveObjects {
    @Override
    public Set<Resource> follow(Set<Resource> kinds) {
        return Set.of();
    }

    @Override
    public Optional<ObjectNode> find(ObjectKey key) {
        return Optional.empty();
    }

    @Override
    public void note(ObjectKey key, ObjectNode applied) {
        // Nobody asks for it again.
    }
}
