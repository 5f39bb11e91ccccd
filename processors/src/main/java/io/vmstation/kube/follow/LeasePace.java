package io.vmstation.kube.follow;

import java.time.Duration;

/**
 * How long a lease holds. Two hosts must not differ in it.
 *
 * @param holds how long after it was last renewed nobody else may take it
 * @param trust how long after it was last renewed its holder goes by it, well below {@code holds}:
 *     what is between has to be enough for a request that is under way
 * @param renew how often it is renewed, or looked at by those who do not hold it
 */
public record LeasePace(Duration holds, Duration trust, Duration renew) {
    public LeasePace {
        if (renew.isNegative()
                || renew.isZero()
                || renew.compareTo(trust) >= 0
                || trust.compareTo(holds) >= 0) {
            throw new IllegalArgumentException(
                    "not renew < trust < holds: %s, %s, %s".formatted(renew, trust, holds));
        }
    }

    /** Much as the controllers of Kubernetes: 15 s, 10 s and 3 s. */
    public static LeasePace usual() {
        return new LeasePace(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(3));
    }
}
