package io.vmstation.kube.apply;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.apply.Planned.Doing;
import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.ClusterChanges;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.GeneratedKeys;
import io.vmstation.kube.reconcile.KubeApi;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.LiveObjects;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.Plan;
import io.vmstation.node.ReconciledCluster;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Changes clusters by server-side apply, and only where they differ from what is wanted. What is
 * known to be in order costs no request. Thread-safe for different clusters; one run at a time for
 * each.
 */
public final class ServerSideChanges implements ClusterChanges {
    private final Function<ReconciledCluster, KubeApi> apis;
    private final Function<ReconciledCluster, LiveObjects> live;
    private final ApplyPace pace;
    private final Clock clock;
    private final GeneratedKeys generated = new GeneratedKeys(new SecureRandom());
    private final Map<String, Work> works = new ConcurrentHashMap<>();
    private final Map<String, Map<ObjectKey, InventoryEntry>> seen = new ConcurrentHashMap<>();

    /**
     * @param apis how a cluster is asked
     * @param live what is watched of it; {@link UnwatchedObjects} when nothing is
     */
    public ServerSideChanges(
            Function<ReconciledCluster, KubeApi> apis,
            Function<ReconciledCluster, LiveObjects> live,
            ApplyPace pace,
            Clock clock) {
        this.apis = requireNonNull(apis, "apis is null");
        this.live = requireNonNull(live, "live is null");
        this.pace = requireNonNull(pace, "pace is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** What a plan was made of, for its doing. */
    private static final class Work {
        private final Plan plan;
        private final List<Planned> planned;
        private final Pruning.Prospect prospect;
        private Inventory inventory;

        Work(Plan plan, List<Planned> planned, Pruning.Prospect prospect, Inventory inventory) {
            this.plan = plan;
            this.planned = planned;
            this.prospect = prospect;
            this.inventory = inventory;
        }
    }

    @Override
    public Plan plan(ReconciledCluster cluster, DesiredState desired) {
        return plan(cluster, desired, () -> false);
    }

    @Override
    public Plan plan(ReconciledCluster cluster, DesiredState desired, BooleanSupplier stop) {
        return prepare(cluster, desired, stop).plan;
    }

    private Work prepare(ReconciledCluster cluster, DesiredState desired, BooleanSupplier stop) {
        works.remove(cluster.name());
        Run run = run(cluster);
        Inventory inventory = run.store().read();
        ServedKinds kinds = new ServedKinds(run.api(), desired.objects());
        follow(run, kinds, desired.objects(), inventory);
        Assessment assessment = new Assessment(run, inventory, seen(cluster), kinds);
        List<Planned> planned = new ArrayList<>();
        for (DesiredObject object : inOrder(desired.objects())) {
            if (stop.getAsBoolean()) {
                return stopped(desired, planned, inventory);
            }
            planned.add(assessment.plan(object));
        }
        Pruning.Prospect prospect =
                new Pruning(run, kinds, new StillWanted(run, kinds, planned, inventory))
                        .look(desired, inventory);
        Work work = new Work(planned(desired, planned, prospect), planned, prospect, inventory);
        remember(cluster, planned, Map.of());
        works.put(cluster.name(), work);
        return work;
    }

    /** Is not kept, so that nobody does half of it. */
    private static Work stopped(DesiredState desired, List<Planned> planned, Inventory inventory) {
        Pruning.Prospect nothing = new Pruning.Prospect(List.of(), "", List.of());
        return new Work(planned(desired, planned, nothing), planned, nothing, inventory);
    }

    private static Plan planned(
            DesiredState desired, List<Planned> planned, Pruning.Prospect prospect) {
        return new Plan(
                desired,
                planned.stream()
                        .map(object -> new Plan.Change(object.desired(), object.outcome()))
                        .toList(),
                prospect.outcomes(),
                prospect.refusal());
    }

    private Run run(ReconciledCluster cluster) {
        KubeApi api = new PatientApi(apis.apply(cluster), pace);
        InventoryStore store = new InventoryStore(api, cluster);
        return new Run(cluster, api, live.apply(cluster), store, generated, pace, clock);
    }

    private static List<DesiredObject> inOrder(Collection<DesiredObject> objects) {
        return objects.stream()
                .sorted(Comparator.comparing(DesiredObject::key, ApplyOrder.APPLY))
                .toList();
    }

    private static void follow(
            Run run, ServedKinds kinds, Collection<DesiredObject> objects, Inventory inventory) {
        Map<String, ObjectKey> wanted = new TreeMap<>();
        objects.forEach(
                object ->
                        wanted.putIfAbsent(
                                object.apiVersion() + " " + object.key().kind(), object.key()));
        inventory
                .entries()
                .values()
                .forEach(
                        entry ->
                                wanted.putIfAbsent(
                                        entry.apiVersion() + " " + entry.key().kind(),
                                        entry.key()));
        Set<Resource> resources = new HashSet<>();
        wanted.forEach(
                (name, key) -> {
                    String apiVersion = name.substring(0, name.indexOf(' '));
                    served(run, kinds, apiVersion, key.kind()).ifPresent(resources::add);
                });
        var unused = run.live().follow(resources);
    }

    private static Optional<Resource> served(
            Run run, ServedKinds kinds, String apiVersion, String kind) {
        try {
            return kinds.find(apiVersion, kind);
        } catch (KubeApiException e) {
            // One group may be served by somebody who is away: its objects will say so.
            var unused = run.ofOneObject(e);
            return Optional.empty();
        }
    }

    private Map<ObjectKey, InventoryEntry> seen(ReconciledCluster cluster) {
        return seen.getOrDefault(cluster.name(), Map.of());
    }

    /** So that a cluster that is only looked at is not compared anew each time. */
    private void remember(
            ReconciledCluster cluster,
            List<Planned> planned,
            Map<ObjectKey, InventoryEntry> results) {
        Map<ObjectKey, InventoryEntry> all = new HashMap<>();
        planned.stream()
                .filter(object -> object.doing() == Doing.IN_ORDER)
                .flatMap(object -> object.entry().stream())
                .forEach(entry -> all.put(entry.key(), entry));
        all.putAll(results);
        seen.put(cluster.name(), Map.copyOf(all));
    }

    @Override
    public ChangeSet apply(ReconciledCluster cluster, Plan plan, BooleanSupplier stop) {
        Work work = work(cluster, plan);
        Run run = run(cluster);
        ServedKinds kinds = new ServedKinds(run.api(), plan.desired().objects());
        Assessment assessment = new Assessment(run, work.inventory, seen(cluster), kinds);
        Applier applier = new Applier(run, assessment, kinds, work.inventory, stop);
        applier.apply(work.planned);
        work.inventory = applier.inventory();
        remember(cluster, work.planned, applier.results());
        return new ChangeSet(plan.desired().revision(), applier.outcomes(), "");
    }

    /** A plan of long ago is made again: what it was made of is not kept. */
    private Work work(ReconciledCluster cluster, Plan plan) {
        Work work = works.get(cluster.name());
        return work != null && work.plan.equals(plan)
                ? work
                : prepare(cluster, plan.desired(), () -> false);
    }

    @Override
    public ChangeSet prune(
            ReconciledCluster cluster, Plan plan, ChangeSet applied, BooleanSupplier stop) {
        Work work = work(cluster, plan);
        works.remove(cluster.name());
        if (work.prospect.entries().isEmpty()) {
            return applied;
        }
        String refusal = refusal(plan, applied, work.prospect);
        if (!refusal.isEmpty()) {
            return new ChangeSet(applied.revision(), applied.outcomes(), refusal);
        }
        Run run = run(cluster);
        ServedKinds kinds = new ServedKinds(run.api(), List.of());
        StillWanted wanted = new StillWanted(run, kinds, work.planned, work.inventory);
        Pruning pruning = new Pruning(run, kinds, wanted);
        Map<ObjectKey, InventoryEntry> left = new TreeMap<>(work.inventory.entries());
        List<ObjectOutcome> outcomes = new ArrayList<>(applied.outcomes());
        outcomes.addAll(pruning.prune(work.prospect, left, stop));
        if (!left.equals(work.inventory.entries())) {
            var unused = run.store().write(work.inventory, left);
        }
        return new ChangeSet(applied.revision(), outcomes, "");
    }

    private static String refusal(Plan plan, ChangeSet applied, Pruning.Prospect prospect) {
        if (!prospect.refusal().isEmpty()) {
            return prospect.refusal();
        }
        if (applied.count(Action.FAILED) > 0) {
            return "%d objects could not be made as wanted: nothing is pruned before they are"
                    .formatted(applied.count(Action.FAILED));
        }
        return applied.outcomes().size() < plan.desired().objects().size()
                ? "not all objects were come to: nothing is pruned before they are"
                : "";
    }

    /** What was applied to a cluster, by the inventory in it; one request. */
    public Map<ObjectKey, InventoryEntry> applied(ReconciledCluster cluster) {
        return run(cluster).store().read().entries();
    }
}
