package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.apply.Fates.Deleted;
import io.vmstation.kube.apply.Fates.Fate;
import io.vmstation.kube.apply.Fates.Forgotten;
import io.vmstation.kube.apply.Fates.Gone;
import io.vmstation.kube.apply.Fates.Kept;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.node.ReconciledCluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Deletes what was applied once and is not wanted any more; rather too little than too much. */
final class Pruning {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final Run run;
    private final Fates fates;

    Pruning(Run run, ServedKinds kinds, StillWanted wanted) {
        this.run = run;
        this.fates = new Fates(run, kinds, wanted);
    }

    /**
     * What would be deleted.
     *
     * @param outcomes in the order of doing
     * @param refusal why nothing may be; empty when it may, or there is nothing
     * @param entries that are not wanted any more, in the order of doing
     */
    record Prospect(List<ObjectOutcome> outcomes, String refusal, List<InventoryEntry> entries) {
        /** What the ceiling was held against. */
        private Set<ObjectKey> counted() {
            return outcomes.stream()
                    .filter(outcome -> outcome.action() == Action.DELETED)
                    .map(ObjectOutcome::key)
                    .collect(Collectors.toSet());
        }
    }

    /** Looks, and deletes nothing. */
    Prospect look(DesiredState desired, Inventory inventory) {
        List<InventoryEntry> unwanted = unwanted(desired, inventory);
        if (unwanted.isEmpty()) {
            return new Prospect(List.of(), "", List.of());
        }
        String refusal = refusal(desired, inventory);
        List<ObjectOutcome> outcomes = new ArrayList<>();
        for (InventoryEntry entry : unwanted) {
            if (refusal.isEmpty()) {
                outcome(entry, prospect(entry)).ifPresent(outcomes::add);
            } else {
                outcomes.add(new ObjectOutcome(entry.key(), Action.SKIPPED, List.of(), refusal));
            }
        }
        long deleted = outcomes.stream().filter(o -> o.action() == Action.DELETED).count();
        String tooMany = ceiling(deleted, inventory.entries().size());
        return tooMany.isEmpty()
                ? new Prospect(outcomes, refusal, unwanted)
                : new Prospect(
                        outcomes.stream().map(outcome -> held(outcome, tooMany)).toList(),
                        tooMany,
                        unwanted);
    }

    private Fate prospect(InventoryEntry entry) {
        try {
            return fates.of(entry, run.live().find(entry.key()));
        } catch (KubeApiException e) {
            return new Kept(String.valueOf(run.ofOneObject(e).getMessage()));
        }
    }

    private static ObjectOutcome held(ObjectOutcome outcome, String reason) {
        return outcome.action() == Action.DELETED
                ? new ObjectOutcome(outcome.key(), Action.SKIPPED, List.of(), reason)
                : outcome;
    }

    private static List<InventoryEntry> unwanted(DesiredState desired, Inventory inventory) {
        Map<ObjectKey, InventoryEntry> unwanted = new HashMap<>(inventory.entries());
        desired.objects().stream().map(DesiredObject::key).forEach(unwanted::remove);
        return unwanted.values().stream()
                .sorted((one, other) -> ApplyOrder.DELETE.compare(one.key(), other.key()))
                .toList();
    }

    private String refusal(DesiredState desired, Inventory inventory) {
        if (!run.cluster().policy().pruning().enabled()) {
            return "pruning is switched off";
        }
        if (!desired.problems().isEmpty()) {
            return "the files have problems";
        }
        if (desired.objects().isEmpty()) {
            return "nothing at all is wanted, which is taken for a mistake";
        }
        return inventory.trouble().isEmpty()
                ? ""
                : "the inventory cannot be trusted, "
                        + inventory.trouble()
                        + ": it is written anew, and the next run may prune";
    }

    private String ceiling(long deleted, int all) {
        ReconciledCluster.Pruning rules = run.cluster().policy().pruning();
        if (deleted > rules.mostObjects()) {
            return "would delete %d objects, more than %d: refusing"
                    .formatted(deleted, rules.mostObjects());
        }
        return deleted * 100 > (long) rules.mostPercent() * all
                ? "would delete %d of %d objects, more than %d %%: refusing"
                        .formatted(deleted, all, rules.mostPercent())
                : "";
    }

    private static Optional<ObjectOutcome> outcome(InventoryEntry entry, Fate fate) {
        if (fate instanceof Gone) {
            return Optional.empty();
        }
        Action action = fate instanceof Deleted ? Action.DELETED : Action.SKIPPED;
        String reason =
                fate instanceof Forgotten forgotten
                        ? forgotten.reason()
                        : fate instanceof Kept kept ? kept.reason() : "";
        return Optional.of(new ObjectOutcome(entry.key(), action, List.of(), reason));
    }

    /**
     * Deletes.
     *
     * @param left receives what the inventory still has to know then
     */
    List<ObjectOutcome> prune(
            Prospect prospect, Map<ObjectKey, InventoryEntry> left, BooleanSupplier stop) {
        List<ObjectOutcome> outcomes = new ArrayList<>();
        Map<ObjectKey, InventoryEntry> forgotten = new TreeMap<>();
        Set<ObjectKey> counted = prospect.counted();
        for (InventoryEntry entry : prospect.entries()) {
            if (stop.getAsBoolean()) {
                break;
            }
            try {
                one(entry, counted, forgotten).ifPresent(outcomes::add);
            } catch (KubeApiException e) {
                String said = String.valueOf(run.ofOneObject(e).getMessage());
                outcomes.add(new ObjectOutcome(entry.key(), Action.FAILED, List.of(), said));
            }
        }
        left.keySet().removeAll(forgotten.keySet());
        return outcomes;
    }

    private Optional<ObjectOutcome> one(
            InventoryEntry entry,
            Set<ObjectKey> counted,
            Map<ObjectKey, InventoryEntry> forgotten) {
        Fate fate = fates.of(entry, Optional.empty());
        if (fate instanceof Deleted && !counted.contains(entry.key())) {
            fate = new Kept("it was not counted when this run began: the next one may delete it");
        }
        if (fate instanceof Gone || fate instanceof Forgotten) {
            forgotten.put(entry.key(), entry);
        }
        if (!(fate instanceof Deleted deleted)) {
            return outcome(entry, fate);
        }
        String name = entry.key().name();
        try {
            run.api().delete(deleted.resource(), deleted.namespace(), name, deleted.uid(), false);
        } catch (KubeApiException e) {
            if (e.code() != NOT_FOUND && e.code() != CONFLICT) {
                throw e;
            }
        }
        Optional<ObjectNode> rest =
                run.api()
                        .get(deleted.resource(), deleted.namespace(), name)
                        .filter(
                                live ->
                                        live.path("metadata")
                                                .path("uid")
                                                .asText()
                                                .equals(deleted.uid()));
        if (rest.isEmpty()) {
            forgotten.put(entry.key(), entry);
        }
        return Optional.of(
                new ObjectOutcome(
                        entry.key(),
                        Action.DELETED,
                        List.of(),
                        rest.map(live -> "being deleted" + Known.waits(live)).orElse("")));
    }
}
