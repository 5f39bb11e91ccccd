package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.node.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Brings back pods that an eviction moved to other nodes: evicts as many of a workload there,
 * youngest first, as are missing here and wait nowhere, each once, budgets honoured. Where their
 * successors start is for the scheduler to say. Blocks.
 */
final class Homecoming {
    private final KubernetesClient client;
    private final Node home;

    /**
     * What came of it.
     *
     * @param workload whose pods
     * @param remembered how many ran here before the node slept
     * @param here how many run here now
     * @param waiting how many wait to be scheduled
     * @param sent from which nodes one was sent away, so that it may come back
     * @param blocked what stood in the way of those that were not
     */
    record Outcome(
            Workload workload,
            int remembered,
            int here,
            int waiting,
            List<String> sent,
            List<String> blocked) {

        String detail() {
            return "%d ran here, %d do, %d wait, %d sent back from %s%s"
                    .formatted(
                            remembered,
                            here,
                            waiting,
                            sent.size(),
                            sent,
                            blocked.isEmpty() ? "" : "; left: " + String.join(", ", blocked));
        }
    }

    Homecoming(KubernetesClient client, Node home) {
        this.client = requireNonNull(client, "client is null");
        this.home = requireNonNull(home, "home is null");
    }

    /**
     * @param remembered how many of its pods ran here
     */
    Outcome bring(Workload workload, int remembered) {
        List<Pod> pods = pods(workload);
        String name = home.getMetadata().getName();
        List<Pod> elsewhere = new ArrayList<>();
        int here = 0;
        int waiting = 0;
        for (Pod pod : pods) {
            String at = pod.getSpec().getNodeName();
            if (at == null) {
                waiting++;
            } else if (at.equals(name)) {
                here++;
            } else {
                elsewhere.add(pod);
            }
        }
        elsewhere.sort(Comparator.comparing(Homecoming::born).reversed());
        List<String> sent = new ArrayList<>();
        List<String> blocked = new ArrayList<>();
        int missing = Math.max(0, remembered - here - waiting);
        elsewhere.stream().limit(missing).forEach(pod -> send(pod, sent, blocked));
        return new Outcome(workload, remembered, here, waiting, sent, blocked);
    }

    private void send(Pod pod, List<String> sent, List<String> blocked) {
        String at = pod.getSpec().getNodeName();
        // Its successor could not come here: evicting it would only disturb it.
        boolean fits =
                NodeFit.isChosen(withoutPlace(pod), home)
                        && NodeFit.isTolerated(pod.getSpec(), home);
        Optional<String> objection =
                fits ? Eviction.evict(client, pod) : Optional.of("may not run here any more");
        objection.ifPresentOrElse(
                reason -> blocked.add(PodFacts.name(pod) + " on " + at + " (" + reason + ")"),
                () -> sent.add(at));
    }

    private static PodSpec withoutPlace(Pod pod) {
        return pod.getSpec().edit().withNodeName(null).build();
    }

    private List<Pod> pods(Workload workload) {
        Optional<LabelSelector> selector =
                WorkloadObject.read(client, workload).flatMap(WorkloadObject::selector);
        Owners owners = new Owners(client);
        return selector
                .map(
                        labels ->
                                client.pods()
                                        .inNamespace(workload.namespace())
                                        .withLabelSelector(labels)
                                        .list()
                                        .getItems())
                .orElse(List.of())
                .stream()
                .filter(pod -> !PodFacts.isFinished(pod) && !PodFacts.isEnding(pod))
                .filter(pod -> owners.apply(pod).filter(workload::equals).isPresent())
                .toList();
    }

    private static String born(Pod pod) {
        // RFC 3339 in UTC: the order of the texts is the order of the times.
        String created = pod.getMetadata().getCreationTimestamp();
        return created == null ? "" : created;
    }
}
