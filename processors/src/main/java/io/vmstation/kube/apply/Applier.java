package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.apply.Planned.Doing;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.GeneratedKeys;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.Marks;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Does what was planned. All that may come to be is in the inventory before it is made, so that
 * nothing is forgotten when the process ends in between.
 */
final class Applier {
    private final Run run;
    private final Assessment assessment;
    private final DryRun sender;
    private final TakingOver takingOver;
    private final Arrivals arrivals;
    private final BooleanSupplier stop;
    private final List<ObjectOutcome> outcomes = new ArrayList<>();
    private final Map<ObjectKey, InventoryEntry> results = new TreeMap<>();
    private Inventory inventory;
    private boolean changedSomething;

    Applier(
            Run run,
            Assessment assessment,
            ServedKinds kinds,
            Inventory inventory,
            BooleanSupplier stop) {
        this.run = run;
        this.assessment = assessment;
        this.sender = new DryRun(run);
        this.takingOver = new TakingOver(run);
        this.arrivals = new Arrivals(run, kinds, stop);
        this.inventory = inventory;
        this.stop = stop;
    }

    /** One outcome for each that was come to. */
    List<ObjectOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** As it is in the cluster now. */
    Inventory inventory() {
        return inventory;
    }

    /** What was found or put in order. */
    Map<ObjectKey, InventoryEntry> results() {
        return results;
    }

    void apply(List<Planned> planned) {
        List<Planned> rest = new ArrayList<>(planned);
        try {
            announce(rest);
        } catch (KubeApiException e) {
            KubeApiException refusal = run.ofOneObject(e);
            rest.forEach(object -> outcomes.add(notRecorded(object, refusal)));
            return;
        }
        for (Planned object : rest) {
            if (stop.getAsBoolean()) {
                break;
            }
            outcomes.add(one(object));
        }
        record(planned);
    }

    private static ObjectOutcome notRecorded(Planned object, KubeApiException refusal) {
        Action action = object.outcome().action();
        return action == Action.UNCHANGED || action == Action.SKIPPED || action == Action.FAILED
                ? object.outcome()
                : new ObjectOutcome(
                        object.desired().key(),
                        Action.FAILED,
                        object.outcome().differences(),
                        "nothing is applied that cannot be recorded in the inventory: "
                                + refusal.getMessage());
    }

    /** Before anything is made, the inventory knows of it. */
    private void announce(List<Planned> planned) {
        Map<ObjectKey, InventoryEntry> all = new TreeMap<>(inventory.entries());
        for (Planned object : planned) {
            if (object.doing() == Doing.APPLY
                    || object.doing() == Doing.RECREATE
                    || object.doing() == Doing.LATER) {
                DesiredObject desired = object.desired();
                all.putIfAbsent(
                        desired.key(), InventoryEntry.pending(desired.key(), desired.apiVersion()));
            }
        }
        if (all.equals(inventory.entries()) && inventory.trouble().isEmpty()) {
            return;
        }
        Optional<Planned> home =
                planned.stream()
                        .filter(object -> object.outcome().action() == Action.CREATED)
                        .filter(object -> isNamespace(object, run.store().namespace()))
                        .findFirst();
        if (home.isPresent()) {
            // The inventory lives in it; a namespace is not deleted without consent anyway.
            planned.remove(home.get());
            outcomes.add(one(home.get()));
        }
        inventory = run.store().write(inventory, all);
    }

    private static boolean isNamespace(Planned object, String name) {
        ObjectKey key = object.desired().key();
        return key.kind().equals("Namespace") && key.group().isEmpty() && key.name().equals(name);
    }

    /** What has come of it is known again next time. */
    private void record(List<Planned> planned) {
        Map<ObjectKey, InventoryEntry> all = new TreeMap<>(inventory.entries());
        all.putAll(results);
        // What the files leave alone they do not delete either, once they no longer have it.
        planned.stream()
                .map(Planned::desired)
                .filter(object -> Wanted.says(object.json(), Marks.RECONCILE, "disabled"))
                .forEach(object -> all.remove(object.key()));
        if (!all.equals(inventory.entries())) {
            inventory = run.store().write(inventory, all);
        }
    }

    private ObjectOutcome one(Planned object) {
        return switch (object.doing()) {
            case NOTHING -> object.outcome();
            case IN_ORDER -> {
                object.entry().ifPresent(entry -> results.put(entry.key(), entry));
                yield object.outcome();
            }
            case APPLY, RECREATE -> change(object);
            case LATER -> later(object);
        };
    }

    private ObjectOutcome later(Planned object) {
        boolean worthAnotherLook = changedSomething || object.outcome().action() != Action.FAILED;
        if (!worthAnotherLook) {
            return object.outcome();
        }
        Optional<String> missing = missing(object.desired());
        if (missing.isPresent()) {
            return new ObjectOutcome(
                    object.desired().key(), Action.FAILED, List.of(), missing.get());
        }
        Planned now = assessment.look(object.desired());
        return now.doing() == Doing.LATER ? now.outcome() : one(now);
    }

    private Optional<String> missing(DesiredObject object) {
        try {
            return arrivals.missing(object);
        } catch (KubeApiException e) {
            return Optional.of(String.valueOf(run.ofOneObject(e).getMessage()));
        }
    }

    private ObjectOutcome change(Planned object) {
        Wanted wanted = object.wanted().orElseThrow();
        try {
            return change(object, wanted, object.resource().orElseThrow());
        } catch (KubeApiException e) {
            return failed(object, Assessment.refusal(wanted, run.ofOneObject(e)));
        }
    }

    private static ObjectOutcome failed(Planned object, String reason) {
        return new ObjectOutcome(
                object.desired().key(), Action.FAILED, object.outcome().differences(), reason);
    }

    private ObjectOutcome change(Planned object, Wanted wanted, Resource resource) {
        Optional<ObjectNode> live = object.live();
        if (object.doing() == Doing.RECREATE) {
            new Recreation(run).clear(resource, wanted.key(), live.orElseThrow(), stop);
            live = Optional.empty();
        } else if (live.isPresent() && TakingOver.due(wanted, live.get())) {
            live = takingOver.now(wanted, resource);
        }
        ObjectNode document = sender.document(wanted, resource, fresh(wanted, resource, live));
        DryRun.Answer answer = sender.send(wanted, resource, document, false);
        if (!answer.conflict().isEmpty()) {
            return failed(object, answer.conflict());
        }
        changedSomething = true;
        run.live().note(wanted.key(), answer.object());
        results.put(wanted.key(), entry(wanted, answer.object()));
        arrivals.applied(object.desired());
        return new ObjectOutcome(
                wanted.key(),
                object.outcome().action(),
                TakingOver.differences(object, wanted, answer.object()),
                object.outcome().reason());
    }

    /** What others have set since decides what is generated and what is left to them. */
    private Optional<ObjectNode> fresh(
            Wanted wanted, Resource resource, Optional<ObjectNode> live) {
        boolean sent = GeneratedKeys.of(wanted.base()).isEmpty() && wanted.ignored().none();
        return sent ? live : takingOver.read(wanted, resource);
    }

    private InventoryEntry entry(Wanted wanted, ObjectNode object) {
        JsonNode uid = object.path("metadata").path("uid");
        return new InventoryEntry(
                wanted.key(),
                wanted.desired().apiVersion(),
                uid.asText(),
                wanted.recordedHash(),
                wanted.recordedFingerprint(object),
                Optional.of(run.clock().instant()));
    }
}
