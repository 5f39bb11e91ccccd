package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.GeneratedKeys;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.Marks;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells what is to be done about an object as far as nobody needs to be asked for that. */
final class Known {
    private final Inventory inventory;
    private final Map<ObjectKey, InventoryEntry> seen;
    private final GeneratedKeys generated;

    /**
     * @param seen what this process has found in order before, when the inventory does not know
     */
    Known(Inventory inventory, Map<ObjectKey, InventoryEntry> seen, GeneratedKeys generated) {
        this.inventory = inventory;
        this.seen = seen;
        this.generated = generated;
    }

    /** What is to be done if that can be told; empty: the server has to be asked. */
    Optional<Planned> withoutAsking(Wanted wanted, Resource resource, ObjectNode live) {
        if (Wanted.says(live, Marks.RECONCILE, "disabled")) {
            return Optional.of(
                    Planned.nothing(
                            wanted.desired(),
                            Action.SKIPPED,
                            "the object in the cluster has " + Marks.RECONCILE + ": disabled"));
        }
        if (wanted.reconcile("once")) {
            return Optional.of(
                    Planned.nothing(
                            wanted.desired(),
                            Action.SKIPPED,
                            Marks.RECONCILE + ": once, and it is there"));
        }
        if (live.path("metadata").has("deletionTimestamp")) {
            return Optional.of(
                    Planned.nothing(
                            wanted.desired(), Action.FAILED, "it is being deleted" + waits(live)));
        }
        if (SecretComparison.secret(wanted.key())) {
            return SecretComparison.inOrder(wanted, live, generated)
                    ? Optional.of(Planned.inOrder(wanted, resource, entry(wanted, live)))
                    : Optional.empty();
        }
        String fingerprint = Fingerprint.of(live, wanted);
        Optional<InventoryEntry> recorded =
                inventory.trouble().isEmpty() ? inventory.entry(wanted.key()) : Optional.empty();
        return recorded.filter(entry -> entry.inOrder(wanted.hash(), fingerprint))
                .or(
                        () ->
                                Optional.ofNullable(seen.get(wanted.key()))
                                        .filter(e -> e.inOrder(wanted.hash(), fingerprint)))
                .map(entry -> Planned.inOrder(wanted, resource, entry));
    }

    /** What its end waits for, as a clause. */
    static String waits(ObjectNode live) {
        List<String> finalizers = new ArrayList<>();
        live.path("metadata").path("finalizers").forEach(name -> finalizers.add(name.asText()));
        return finalizers.isEmpty() ? "" : ", which waits for " + String.join(", ", finalizers);
    }

    /** For the inventory: it is in order. */
    InventoryEntry entry(Wanted wanted, ObjectNode live) {
        return new InventoryEntry(
                wanted.key(),
                wanted.desired().apiVersion(),
                live.path("metadata").path("uid").asText(),
                wanted.recordedHash(),
                wanted.recordedFingerprint(live),
                inventory.entry(wanted.key()).flatMap(InventoryEntry::applied));
    }
}
