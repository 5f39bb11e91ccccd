package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.Marks;
import io.vmstation.kube.reconcile.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides about each object that is not wanted any more whether it may be deleted. */
final class Fates {
    /** With them goes what nobody can make anew. */
    private static final Set<String> WITH_CONSENT =
            Set.of(
                    "CustomResourceDefinition",
                    "Namespace",
                    "PersistentVolume",
                    "PersistentVolumeClaim");

    private final Run run;
    private final ServedKinds kinds;
    private final StillWanted wanted;

    Fates(Run run, ServedKinds kinds, StillWanted wanted) {
        this.run = run;
        this.kinds = kinds;
        this.wanted = wanted;
    }

    /** What becomes of an object that is not wanted any more. */
    sealed interface Fate {}

    /** It is not there, or is wanted under another key. */
    record Gone() implements Fate {}

    /** Not ours any more: it stays, and is forgotten. */
    record Forgotten(String reason) implements Fate {}

    /** It stays, and may go another time. */
    record Kept(String reason) implements Fate {}

    record Deleted(Resource resource, String namespace, String uid) implements Fate {}

    /**
     * What becomes of that object.
     *
     * @param watched as it was seen; empty: it is read
     */
    Fate of(InventoryEntry entry, Optional<ObjectNode> watched) {
        Optional<Resource> resource = kinds.find(entry.apiVersion(), entry.key().kind());
        Optional<ObjectNode> live =
                watched.isPresent() ? watched : resource.flatMap(r -> read(r, entry.key()));
        boolean served =
                live.isPresent()
                        || run.api().resource(entry.apiVersion(), entry.key().kind()).isPresent();
        if (!served) {
            // It may be there all the same: the server only speaks of it in another version.
            resource = run.api().resourceInAnyVersion(entry.key().group(), entry.key().kind());
            live = resource.flatMap(r -> read(r, entry.key()));
        }
        if (resource.isEmpty()) {
            return new Forgotten("its kind is not served any more, so it is gone");
        }
        String namespace = run.namespace(resource.get(), entry.key());
        return live.isEmpty() ? new Gone() : fate(entry, resource.get(), namespace, live.get());
    }

    private Optional<ObjectNode> read(Resource resource, ObjectKey key) {
        return run.api().get(resource, run.namespace(resource, key), key.name());
    }

    private Fate fate(InventoryEntry entry, Resource resource, String namespace, ObjectNode live) {
        String uid = live.path("metadata").path("uid").asText();
        if (wanted.has(resource, entry.key(), uid)) {
            return new Gone();
        }
        if (!entry.uid().isEmpty() && !entry.uid().equals(uid)) {
            return new Forgotten("it is another object of that name now: it stays");
        }
        if (!ours(live, entry.uid().isEmpty())) {
            return new Forgotten("it does not carry our label any more: it stays");
        }
        for (String mark : List.of(Marks.PRUNE, Marks.RECONCILE)) {
            if (Wanted.says(live, mark, "disabled")) {
                return new Kept("the object in the cluster has " + mark + ": disabled");
            }
        }
        if (live.path("metadata").has("deletionTimestamp")) {
            return new Kept("it is being deleted" + Known.waits(live));
        }
        String kind = entry.key().kind();
        if (kind.equals("Namespace") && entry.key().name().equals(run.store().namespace())) {
            return new Kept("the inventory is in it: delete it by hand");
        }
        Optional<ObjectKey> goingWith = wanted.goingWith(entry.key());
        if (goingWith.isPresent()) {
            return new Kept(goingWith.get() + " is wanted, and would go with it");
        }
        boolean claims = kind.equals("StatefulSet") && ImmutableField.deletesClaims(live);
        String consent = claims ? "PersistentVolumeClaim" : kind;
        if (WITH_CONSENT.contains(consent)
                && !run.cluster().policy().pruning().kinds().contains(consent)) {
            return new Kept(
                    "with it goes what nobody can make anew: name %s among the kinds that may be pruned, or delete it by hand"
                            .formatted(consent));
        }
        return new Deleted(resource, namespace, uid);
    }

    /** By label, or by having applied it; by both when nobody knows whether it is that object. */
    private boolean ours(ObjectNode live, boolean unknown) {
        String label = live.path("metadata").path("labels").path(Marks.LABEL).asText();
        boolean labelled = label.equals(run.cluster().name());
        boolean applied = ManagedFields.of(live).ours();
        return unknown ? labelled && applied : labelled || (label.isEmpty() && applied);
    }
}
