package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A cluster that is kept as files say.
 *
 * @param name tells clusters apart: a DNS label, in file names, labels and metrics
 * @param mode what is done about differences
 * @param access how its API is reached
 * @param node the node that it runs on: while that sleeps, the cluster is expected to be away
 * @param sources where the files are
 * @param interval how often it is looked at when nothing happens, positive
 * @param policy what may be done to objects
 */
public record ReconciledCluster(
        String name,
        Mode mode,
        Access access,
        Optional<String> node,
        Sources sources,
        Duration interval,
        Policy policy) {
    public ReconciledCluster {
        requireNonNull(name, "name is null");
        requireNonNull(mode, "mode is null");
        requireNonNull(access, "access is null");
        requireNonNull(node, "node is null");
        requireNonNull(sources, "sources is null");
        requireNonNull(interval, "interval is null");
        requireNonNull(policy, "policy is null");
    }

    /** What is done about differences. */
    public enum Mode {
        /** They are made to go away. */
        ENFORCE,
        /** They are reported, and nothing is touched. */
        OBSERVE,
        /** Nobody looks. */
        SUSPEND;

        /** As in files. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How the API of the cluster is reached.
     *
     * @param kubeconfig absent: the first that there is of the usual ones
     * @param context of that file; absent: its current one
     */
    public record Access(Optional<Path> kubeconfig, Optional<String> context) {}

    /**
     * Where the files are that say what the cluster should hold: paths relative to the home, in
     * which a file of the user takes the place of the bundled one of the same path.
     *
     * @param manifests a folder of objects, with or without a {@code kustomization.yaml}
     * @param dashboards a folder of Grafana dashboards, if any
     * @param alerts a folder of rules of Prometheus and Loki, if any
     * @param values files of values for placeholders, later ones over earlier ones
     * @param namespace where objects without a namespace go, and those made of dashboards and
     *     alerts
     */
    public record Sources(
            String manifests,
            Optional<String> dashboards,
            Optional<String> alerts,
            List<String> values,
            String namespace) {
        public Sources {
            values = List.copyOf(values);
        }
    }

    /**
     * What may be done to objects.
     *
     * @param force whether fields are taken over from whoever owns them
     * @param recreate whether objects with immutable fields are deleted and made anew where that
     *     loses no data
     * @param ignored fields that are somebody else's
     * @param pruning what may be deleted
     */
    public record Policy(boolean force, boolean recreate, List<Ignored> ignored, Pruning pruning) {
        public Policy {
            ignored = List.copyOf(ignored);
        }
    }

    /**
     * Fields that are left as they are.
     *
     * @param kind of the objects, {@code *} for all
     * @param name of the objects, may hold {@code *}
     * @param pointer RFC 6901, {@code /spec/replicas}
     */
    public record Ignored(String kind, String name, String pointer) {}

    /**
     * What may be deleted because the files no longer have it.
     *
     * @param enabled whether anything may
     * @param mostObjects more than so many at once are refused
     * @param mostPercent more than this part of all that was applied is refused, 0 to 100
     * @param kinds of those that are never deleted without consent, the ones with consent
     */
    public record Pruning(boolean enabled, int mostObjects, int mostPercent, Set<String> kinds) {
        public Pruning {
            kinds = Set.copyOf(kinds);
        }
    }
}
