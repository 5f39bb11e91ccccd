package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * CronJobs that are about to start on one node because their pods can run on no other: by name,
 * node selector or required affinity. One that could run elsewhere will. Blocks.
 */
final class DueCronJobs {
    private final KubernetesClient client;
    private final String clusterNode;
    private final Predicate<String> namespaces;

    DueCronJobs(KubernetesClient client, String clusterNode, Predicate<String> namespaces) {
        this.client = requireNonNull(client, "client is null");
        this.clusterNode = requireNonNull(clusterNode, "clusterNode is null");
        this.namespaces = requireNonNull(namespaces, "namespaces is null");
    }

    /**
     * The first that was found, in words.
     *
     * @param ahead how far; zero: do not look
     */
    Optional<String> within(Instant now, Duration ahead) {
        if (ahead.isZero()) {
            return Optional.empty();
        }
        List<CronJob> candidates = new ArrayList<>();
        for (CronJob job : client.batch().v1().cronjobs().inAnyNamespace().list().getItems()) {
            if (namespaces.test(job.getMetadata().getNamespace())
                    && !Boolean.TRUE.equals(job.getSpec().getSuspend())
                    && isDue(job, now, ahead)) {
                candidates.add(job);
            }
        }
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        List<Node> nodes = client.nodes().list().getItems();
        return candidates.stream()
                .filter(job -> isBound(job, nodes))
                .findFirst()
                .map(job -> sentence(job, now));
    }

    private static boolean isDue(CronJob job, Instant now, Duration ahead) {
        try {
            return CronTimes.next(job, now)
                    .filter(start -> !start.isAfter(now.plus(ahead)))
                    .isPresent();
        } catch (IllegalArgumentException e) {
            // Nobody knows when it starts: that may be soon.
            return true;
        }
    }

    private boolean isBound(CronJob job, List<Node> nodes) {
        PodSpec pod = job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
        List<String> chosen =
                nodes.stream()
                        .filter(node -> NodeFit.isChosen(pod, node))
                        .filter(node -> NodeFit.isTolerated(pod, node))
                        .map(node -> node.getMetadata().getName())
                        .toList();
        return chosen.equals(List.of(clusterNode));
    }

    private static String sentence(CronJob job, Instant now) {
        String name = job.getMetadata().getNamespace() + "/" + job.getMetadata().getName();
        try {
            return "CronJob %s starts at %s"
                    .formatted(name, CronTimes.next(job, now).map(Instant::toString).orElse("?"));
        } catch (IllegalArgumentException e) {
            return "CronJob " + name + " may start at any time, " + e.getMessage();
        }
    }
}
