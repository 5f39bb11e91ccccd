package io.vmstation.kube.desired;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.DesiredSource;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.spi.Commands;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads what clusters should hold from files. Files that are being written are waited for, a
 * moment: one that is cut off in the middle may well be valid, and half a state would be pruned to.
 * A state without problems is kept until a file changes. Thread-safe.
 */
public final class DesiredFiles implements DesiredSource {
    /** For how long files must not have changed. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private static final int MOST_TRIES = 20;

    private final SourceFiles files;
    private final Commands commands;
    private final Clock clock;
    private final Duration quiet;
    private final BuiltInKinds kinds = new BuiltInKinds();
    private final ModelShapes shapes = new ModelShapes();
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(ReconciledCluster.Sources sources, Reading reading) {}

    /**
     * @param files what is in force
     * @param commands runs kubectl where a kustomization asks for it
     * @param clock tells how old files are
     */
    public DesiredFiles(SourceFiles files, Commands commands, Clock clock) {
        this(files, commands, clock, QUIET);
    }

    /**
     * @param quiet for how long files must not have changed
     */
    DesiredFiles(SourceFiles files, Commands commands, Clock clock, Duration quiet) {
        this.files = requireNonNull(files, "files is null");
        this.commands = requireNonNull(commands, "commands is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.quiet = requireNonNull(quiet, "quiet is null");
    }

    @Override
    public DesiredState read(ReconciledCluster cluster) {
        ReconciledCluster.Sources sources = cluster.sources();
        Kept earlier = kept.get(cluster.name());
        for (int i = 0; i < MOST_TRIES; i++) {
            SourceStamps before = SourceStamps.of(files, sources);
            if (earlier != null
                    && earlier.sources().equals(sources)
                    && earlier.reading().stamps().equals(before)) {
                return earlier.reading().state();
            }
            Optional<Duration> wait = before.untilQuiet(now(), quiet);
            if (wait.isPresent()) {
                if (!slept(wait.get())) {
                    return failed(sources, "the run was given up while they were waited for");
                }
                continue;
            }
            DesiredState state = new StateReading(files, commands, kinds, shapes).read(sources);
            if (SourceStamps.of(files, sources).equals(before)) {
                keep(cluster, new Reading(before, state));
                return state;
            }
        }
        return failed(
                sources,
                "they change all the time: write them elsewhere first, then move them here");
    }

    private record Reading(SourceStamps stamps, DesiredState state) {}

    private void keep(ReconciledCluster cluster, Reading reading) {
        // What cannot be read may be readable later without a change that stamps show.
        if (reading.state().problems().isEmpty()) {
            kept.put(cluster.name(), new Kept(cluster.sources(), reading));
        } else {
            kept.remove(cluster.name());
        }
    }

    private Instant now() {
        return clock.instant();
    }

    private static boolean slept(Duration time) {
        try {
            Thread.sleep(time.toMillis() + 1);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static DesiredState failed(ReconciledCluster.Sources sources, String reason) {
        return new DesiredState(
                List.of(), List.of(sources.manifests() + ": files are not read, " + reason), "");
    }
}
