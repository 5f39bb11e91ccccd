package io.vmstation.kube.health;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.ClusterHealth;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.KubeApi;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.LiveObjects;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectHealth.Status;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.node.ReconciledCluster;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Judges the objects of one cluster by the rules of kstatus. What is watched costs no request; of a
 * workload that is not as it should be, the pods are read. An object that the server refuses to
 * show is unknown; once the server does not answer, so are all that are left.
 */
public final class StatusOfObjects implements ClusterHealth {
    private final KubeApi api;
    private final LiveObjects live;
    private final ExpectedAsleep asleep;
    private final PodRule pods;

    /** For the cluster that is behind {@code api} and watched by {@code live}. */
    public StatusOfObjects(
            KubeApi api, LiveObjects live, ExpectedAsleep asleep, InstantSource clock) {
        this.api = requireNonNull(api, "api is null");
        this.live = requireNonNull(live, "live is null");
        this.asleep = requireNonNull(asleep, "asleep is null");
        pods = new PodRule(clock);
    }

    @Override
    public List<ObjectHealth> assess(ReconciledCluster cluster, DesiredState desired) {
        Whereabouts whereabouts = new Whereabouts(api, asleep.nodes());
        PodsRule ofPods = new PodsRule(new OwnedPods(api), whereabouts);
        List<ObjectHealth> found = new ArrayList<>();
        Optional<String> away = Optional.empty();
        for (DesiredObject object : desired.objects()) {
            Judgement judgement;
            try {
                judgement =
                        away.isPresent()
                                ? unknown(away.get())
                                : assess(object, whereabouts, ofPods);
            } catch (KubeApiException e) {
                away = Optional.of(said(e)).filter(words -> e.code() == 0 || e.code() >= 500);
                judgement = unknown(said(e));
            }
            found.add(judgement.of(object.key()));
        }
        return List.copyOf(found);
    }

    private Judgement assess(DesiredObject object, Whereabouts whereabouts, PodsRule ofPods) {
        ObjectKey key = object.key();
        Optional<ObjectNode> seen = live.find(key);
        if (seen.isEmpty()) {
            seen =
                    api.resource(object.apiVersion(), key.kind())
                            .flatMap(it -> api.get(it, key.namespace(), key.name()));
        }
        return seen.map(json -> judge(key, new Seen(json), whereabouts, ofPods))
                .orElseGet(() -> new Judgement(Status.NOT_FOUND, "Not there", 0));
    }

    private Judgement judge(ObjectKey key, Seen seen, Whereabouts whereabouts, PodsRule ofPods) {
        Optional<Judgement> generic = OtherRules.generic(seen);
        if (generic.isPresent()) {
            return generic.get();
        }
        return switch (key.group() + "/" + key.kind()) {
            case "apps/Deployment" -> workload(seen, WorkloadRules::deployment, ofPods);
            case "apps/StatefulSet" -> workload(seen, WorkloadRules::statefulSet, ofPods);
            case "apps/DaemonSet" -> workload(seen, WorkloadRules::daemonSet, ofPods);
            case "apps/ReplicaSet" -> workload(seen, WorkloadRules::replicaSet, ofPods);
            case "policy/PodDisruptionBudget" -> budget(seen, ofPods);
            case "/Pod" ->
                    whereabouts.anyAsleep() && whereabouts.isAsleep(seen)
                            ? Judgement.healthy(1)
                            : pods.judge(seen);
            default -> other(key, seen);
        };
    }

    private static Judgement workload(Seen seen, Function<Seen, Judgement> rule, PodsRule ofPods) {
        Judgement numbers = rule.apply(seen);
        return PodsRule.helps(numbers) ? ofPods.judge(seen, numbers) : numbers;
    }

    private static Judgement budget(Seen seen, PodsRule ofPods) {
        Judgement numbers = OtherRules.disruptionBudget(seen);
        return PodsRule.helps(numbers) ? ofPods.budget(seen, numbers) : numbers;
    }

    private static Judgement other(ObjectKey key, Seen seen) {
        String kind = key.group() + "/" + key.kind();
        if (OtherRules.ALWAYS.contains(kind)) {
            return Judgement.healthy(0);
        }
        return switch (kind) {
            case "batch/Job" -> OtherRules.job(seen);
            case "/PersistentVolumeClaim" -> OtherRules.claim(seen);
            case "/PersistentVolume" -> OtherRules.volume(seen);
            case "/Service" -> OtherRules.service(seen);
            case "/Namespace" -> OtherRules.namespace(seen);
            case "apiextensions.k8s.io/CustomResourceDefinition" ->
                    OtherRules.resourceDefinition(seen);
            case "autoscaling/HorizontalPodAutoscaler" -> OtherRules.autoscaler(seen);
            case "apiregistration.k8s.io/APIService" -> OtherRules.apiService(seen);
            default -> OtherRules.unknownKind(seen);
        };
    }

    private static Judgement unknown(String why) {
        return new Judgement(Status.UNKNOWN, why, 0);
    }

    private static String said(KubeApiException e) {
        return String.valueOf(e.getMessage());
    }
}
