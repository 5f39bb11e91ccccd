package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * That a cluster has come to be otherwise than it was.
 *
 * @param cluster its name
 * @param about what has changed
 * @param from the word for how it was; empty when nobody knew
 * @param to the word for how it is now: of {@link About#SYNC} a result of a run, of {@link
 *     About#HEALTH} {@code healthy}, {@code progressing} or {@code unhealthy}
 * @param good whether it is as it should be now
 * @param message what it is about, for people
 * @param details objects or problems, a sentence each, the first of them if there are many
 */
public record Transition(
        String cluster,
        About about,
        String from,
        String to,
        boolean good,
        String message,
        List<String> details) {
    public Transition {
        requireNonNull(cluster, "cluster is null");
        requireNonNull(about, "about is null");
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
        requireNonNull(message, "message is null");
        details = List.copyOf(details);
    }

    /** What has changed. */
    public enum About {
        /** Whether the cluster is as the files want it. */
        SYNC,
        /** Whether its objects do well. */
        HEALTH
    }
}
