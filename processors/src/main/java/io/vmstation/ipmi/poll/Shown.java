package io.vmstation.ipmi.poll;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of one BMC and the meters that show it. Thread-safe. */
final class Shown {
    private final String node;
    private final List<Meter> meters = new ArrayList<>();
    private final Timer polls;
    private BmcState state = BmcState.WAITING;
    private String reason = "";
    private @Nullable Boolean good;
    private @Nullable Long answeredAt;

    Shown(String node, MeterRegistry registry) {
        this.node = node;
        for (BmcState each : BmcState.values()) {
            meters.add(
                    Gauge.builder("vmstation.bmc.state", this, s -> s.state() == each ? 1 : 0)
                            .description(
                                    "What the polls of a BMC have come to: 1 for that state, else"
                                            + " 0")
                            .tag("node", node)
                            .tag("state", each.word())
                            .register(registry));
        }
        meters.add(
                Gauge.builder("vmstation.bmc.reading.age", this, Shown::age)
                        .description("How long ago the BMC answered a poll")
                        .baseUnit("seconds")
                        .tag("node", node)
                        .register(registry));
        polls =
                Timer.builder("vmstation.bmc.poll")
                        .description("How long polls of the BMC took")
                        .tag("node", node)
                        .register(registry);
        meters.add(polls);
    }

    synchronized BmcState state() {
        return state;
    }

    /** Takes the next state; returns the one before. */
    synchronized BmcState change(BmcState next, String why) {
        BmcState before = state;
        state = next;
        reason = why;
        return before;
    }

    synchronized void answered() {
        answeredAt = System.nanoTime();
    }

    void took(Duration duration) {
        polls.record(duration);
    }

    /** Whether it can be read; returns what was known before, sleep and ignorance left aside. */
    synchronized @Nullable Boolean judge(boolean canBeRead) {
        Boolean before = good;
        good = canBeRead;
        return before;
    }

    private synchronized double age() {
        Long at = answeredAt;
        return at == null ? Double.NaN : (System.nanoTime() - at) / 1e9;
    }

    /** What is wrong with it, in a sentence, and what to do. */
    synchronized Optional<String> problem() {
        String name = "The BMC of node " + node;
        return switch (state) {
            case SILENT ->
                    Optional.of(
                            "%s does not answer (%s): check its power, its network and bmc.address"
                                    .formatted(name, reason));
            case REFUSED ->
                    Optional.of(
                            "%s refuses the log-in (%s): check bmc.user, bmc.passwordFile, bmc.privilege and bmc.cipherSuites"
                                    .formatted(name, reason));
            case FAILING -> Optional.of("%s cannot be read: %s".formatted(name, reason));
            case WAITING, ANSWERING, ASLEEP -> Optional.empty();
        };
    }

    void removeFrom(MeterRegistry registry) {
        meters.forEach(registry::remove);
    }
}
