package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.apply.Planned.Doing;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.FieldDifference;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.Marks;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out what is to be done about objects, and changes nothing. To be asked in the order of
 * applying: what an earlier object will bring, a later one need not find.
 */
final class Assessment {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final Run run;
    private final Known known;
    private final ServedKinds kinds;
    private final DryRun dryRun;
    private final Set<String> newNamespaces = new HashSet<>();
    private boolean somethingNew;

    /**
     * @param seen what this process has found in order before, when the inventory does not know
     */
    Assessment(
            Run run, Inventory inventory, Map<ObjectKey, InventoryEntry> seen, ServedKinds kinds) {
        this.run = run;
        this.known = new Known(inventory, seen, run.generated());
        this.kinds = kinds;
        this.dryRun = new DryRun(run);
    }

    /** One object, before anything was done. */
    Planned plan(DesiredObject object) {
        Planned planned;
        boolean disabled = Wanted.says(object.json(), Marks.RECONCILE, "disabled");
        if (disabled) {
            planned = Planned.nothing(object, Action.SKIPPED, Marks.RECONCILE + ": disabled");
        } else if (newNamespaces.contains(object.key().namespace()) || comes(object)) {
            planned = Planned.later(object, Action.CREATED, "");
        } else {
            planned = look(object);
        }
        if (planned.outcome().action() == Action.CREATED) {
            somethingNew = true;
            if (object.key().kind().equals("Namespace") && object.key().group().isEmpty()) {
                newNamespaces.add(object.key().name());
            }
        }
        return planned;
    }

    private boolean comes(DesiredObject object) {
        try {
            return kinds.coming(object)
                    && kinds.find(object.apiVersion(), object.key().kind()).isEmpty();
        } catch (KubeApiException e) {
            // Its group may be served by somebody who is away: looking at it will say so.
            var unused = run.ofOneObject(e);
            return false;
        }
    }

    /** One object, as it is now. */
    Planned look(DesiredObject object) {
        Wanted wanted;
        try {
            wanted = Wanted.of(object, run.cluster());
        } catch (IllegalArgumentException e) {
            return Planned.nothing(
                    object, Action.FAILED, e.getMessage() + " (" + object.origin() + ")");
        }
        try {
            return look(wanted);
        } catch (KubeApiException e) {
            return refused(wanted, run.ofOneObject(e));
        }
    }

    private Planned look(Wanted wanted) {
        ObjectKey key = wanted.key();
        Optional<Resource> resource = kinds.find(wanted.desired().apiVersion(), key.kind());
        if (resource.isEmpty()) {
            return Planned.nothing(
                    wanted.desired(),
                    Action.FAILED,
                    "the server does not know %s of %s: install its CustomResourceDefinition, or add it to the manifests (%s)"
                            .formatted(
                                    key.kind(),
                                    wanted.desired().apiVersion(),
                                    wanted.desired().origin()));
        }
        Optional<ObjectNode> watched = run.live().find(key);
        Optional<ObjectNode> live = watched.isPresent() ? watched : get(resource.get(), key);
        if (live.isEmpty()) {
            return absent(wanted, resource.get());
        }
        Optional<Planned> told = known.withoutAsking(wanted, resource.get(), live.get());
        return told.isPresent()
                ? told.get()
                : present(
                        wanted.besideSleep(live.get()),
                        resource.get(),
                        live.get(),
                        watched.isPresent());
    }

    private Optional<ObjectNode> get(Resource resource, ObjectKey key) {
        return run.api().get(resource, run.namespace(resource, key), key.name());
    }

    private Planned absent(Wanted wanted, Resource resource) {
        DryRun.Answer answer = dryRun.ask(wanted, resource, Optional.empty());
        return Planned.of(
                wanted, resource, Doing.APPLY, Action.CREATED, List.of(), answer.remark(), null);
    }

    private Planned present(
            Wanted wanted, Resource resource, ObjectNode seenLive, boolean watched) {
        ObjectNode live = seenLive;
        DryRun.Answer answer;
        try {
            answer = dryRun.ask(wanted, resource, Optional.of(live));
        } catch (KubeApiException e) {
            if (ImmutableField.refused(e)) {
                return anew(wanted, resource, live, e);
            }
            throw e;
        }
        List<FieldDifference> differences = answer.differences(live, wanted);
        boolean same = uid(live).equals(uid(answer.object()));
        if (watched && !(differences.isEmpty() && same)) {
            // What is watched lags behind: it may be in order by now, or differ in more.
            Optional<ObjectNode> now = get(resource, wanted.key());
            if (now.isEmpty()) {
                return absent(wanted, resource);
            }
            live = now.get();
            differences = answer.differences(live, wanted);
        }
        TakeOver takeOver = new TakeOver(live, wanted.ignored().paths(live));
        List<FieldDifference> all = new ArrayList<>(differences);
        if (takeOver.due()) {
            takeOver.preview(answer.document()).stream()
                    .filter(taken -> all.stream().noneMatch(d -> d.path().equals(taken.path())))
                    .forEach(all::add);
        }
        if (!answer.conflict().isEmpty()) {
            return Planned.of(
                    wanted, resource, Doing.NOTHING, Action.FAILED, all, answer.conflict(), live);
        }
        return all.isEmpty()
                ? Planned.inOrder(wanted, resource, known.entry(wanted, live))
                : Planned.of(
                        wanted,
                        resource,
                        Doing.APPLY,
                        Action.CONFIGURED,
                        all,
                        remark(live, answer.remark()),
                        live);
    }

    private static String uid(ObjectNode object) {
        return object.path("metadata").path("uid").asText();
    }

    private String remark(ObjectNode live, String remark) {
        String other = live.path("metadata").path("labels").path(Marks.LABEL).asText();
        return other.isEmpty() || other.equals(run.cluster().name())
                ? remark
                : ("it was kept as the files of " + other + " say; " + remark)
                        .replaceFirst("; $", "");
    }

    private Planned anew(
            Wanted wanted, Resource resource, ObjectNode live, KubeApiException refusal) {
        ObjectNode document = dryRun.document(wanted, resource, Optional.of(live));
        String said = SecretMask.hide(String.valueOf(refusal.getMessage()), document, live);
        Optional<String> obstacle = ImmutableField.obstacle(wanted, document, live, said);
        if (obstacle.isPresent()) {
            return Planned.of(
                    wanted,
                    resource,
                    Doing.NOTHING,
                    Action.FAILED,
                    List.of(),
                    obstacle.get(),
                    live);
        }
        List<FieldDifference> differences = dryRun.anew(resource, document, live);
        return Planned.of(
                wanted,
                resource,
                Doing.RECREATE,
                Action.CONFIGURED,
                differences,
                "made anew: " + said,
                live);
    }

    /** What an object refers to may only come with this run, such as the role of a binding. */
    private Planned refused(Wanted wanted, KubeApiException e) {
        String said = refusal(wanted, e);
        boolean maybeLater = somethingNew && (e.code() == NOT_FOUND || e.code() == FORBIDDEN);
        return maybeLater
                ? Planned.later(wanted.desired(), Action.CREATED, "as of now: " + said)
                : Planned.later(wanted.desired(), Action.FAILED, said);
    }

    /** The words of the server about that object, without what must not be shown. */
    static String refusal(Wanted wanted, KubeApiException e) {
        String said = SecretMask.hide(String.valueOf(e.getMessage()), wanted.base());
        return (e.code() == 0 ? "the server answers others, but not this: " + said : said)
                + " ("
                + wanted.desired().origin()
                + ")";
    }
}
