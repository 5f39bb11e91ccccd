package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.source.tool.BoundedMemory;
import java.time.Duration;
import java.util.Optional;

/**
 * What was read of the repository of one BMC, which takes long and changes seldom. It is read anew
 * once in a while, or when ipmitool lists something else. Thread-safe.
 *
 * @param key of the BMC
 * @param all of all BMCs
 */
record KnownRepository(String key, BoundedMemory<Kept> all) {
    private static final Duration KEPT = Duration.ofHours(1);

    /**
     * A repository.
     *
     * @param readAt of {@link System#nanoTime()}
     */
    record Kept(Repository repository, long readAt) {}

    Optional<Repository> get() {
        return all.of(key)
                .filter(kept -> System.nanoTime() - kept.readAt() < KEPT.toNanos())
                .map(Kept::repository);
    }

    void note(Repository repository) {
        all.note(key, new Kept(repository, System.nanoTime()));
    }
}
