package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.FieldDifference;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about one object.
 *
 * @param desired as wanted
 * @param doing what
 * @param outcome of that, if all goes well
 * @param wanted and what may be done; absent when that cannot be read
 * @param resource how its kind is served; absent when nobody knows yet
 * @param live as it is; absent when there is none or nobody has looked
 * @param entry for the inventory, when there is nothing to do
 */
record Planned(
        DesiredObject desired,
        Doing doing,
        ObjectOutcome outcome,
        Optional<Wanted> wanted,
        Optional<Resource> resource,
        Optional<ObjectNode> live,
        Optional<InventoryEntry> entry) {

    /** What is to be done. */
    enum Doing {
        /** It is left alone, or cannot be helped. */
        NOTHING,
        /** It is in order. */
        IN_ORDER,
        /** It is made, or made as wanted. */
        APPLY,
        /** It is deleted and made anew. */
        RECREATE,
        /** What it takes is not there yet: it is looked at again when its turn comes. */
        LATER
    }

    /** Without what a Secret holds. */
    @Override
    public String toString() {
        return doing + " " + desired;
    }

    static Planned nothing(DesiredObject desired, Action action, String reason) {
        ObjectOutcome outcome = new ObjectOutcome(desired.key(), action, List.of(), reason);
        return new Planned(
                desired,
                Doing.NOTHING,
                outcome,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Planned later(DesiredObject desired, Action action, String reason) {
        ObjectOutcome outcome = new ObjectOutcome(desired.key(), action, List.of(), reason);
        return new Planned(
                desired,
                Doing.LATER,
                outcome,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** There is nothing to do. */
    static Planned inOrder(Wanted wanted, Resource resource, InventoryEntry entry) {
        return new Planned(
                wanted.desired(),
                Doing.IN_ORDER,
                new ObjectOutcome(wanted.key(), Action.UNCHANGED, List.of(), ""),
                Optional.of(wanted),
                Optional.of(resource),
                Optional.empty(),
                Optional.of(entry));
    }

    /** What was found out by asking. */
    static Planned of(
            Wanted wanted,
            Resource resource,
            Doing doing,
            Action action,
            List<FieldDifference> differences,
            String reason,
            @Nullable ObjectNode live) {
        return new Planned(
                wanted.desired(),
                doing,
                new ObjectOutcome(wanted.key(), action, differences, reason),
                Optional.of(wanted),
                Optional.of(resource),
                Optional.ofNullable(live),
                Optional.empty());
    }
}
