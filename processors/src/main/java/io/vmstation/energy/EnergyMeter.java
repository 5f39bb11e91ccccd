package io.vmstation.energy;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.spi.EnergyReports;
import io.vmstation.spi.EnergyStore.Entry;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.PowerMeter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up what nodes draw to energy, apart by what they were seen doing, and what their sleep
 * saved. Only what was measured counts: see docs/hardware-energy.md. Thread-safe; holds no lock
 * while anything waits.
 */
public final class EnergyMeter implements PowerMeter, EnergyReports {
    private static final Logger log = LoggerFactory.getLogger(EnergyMeter.class);

    private final EnergyRules rules;
    private final EnergyClock clock;
    private final Function<String, Optional<State>> states;
    private final EnergyMetrics metrics;
    private final ConcurrentMap<String, Account> byNode = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /**
     * @param states what the node of that name was last seen doing; empty when there is no such
     *     node
     * @param meters where the counters go
     */
    public EnergyMeter(
            EnergyRules rules,
            EnergyClock clock,
            Function<String, Optional<State>> states,
            MeterRegistry meters) {
        this.rules = requireNonNull(rules, "rules is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.states = requireNonNull(states, "states is null");
        this.metrics = new EnergyMetrics(meters, rules.tariff());
    }

    /**
     * Takes in what was kept by an earlier process. To be called once, before anything is measured.
     */
    public void restore(Map<String, Entry> kept) {
        // Those of other nodes too: one that comes back to nodes.yaml goes on with its sums.
        kept.forEach((node, entry) -> account(node).restore(entry));
        retain();
    }

    @Override
    public void measured(String node, Instrument instrument, double watts) {
        if (states.apply(node).isEmpty()) {
            log.debug("Power of a node that is not configured: node={}", node);
            return;
        }
        if (!(watts >= 0 && watts <= MOST_WATTS)) {
            if (refused.add(node)) {
                log.warn(
                        "Power reading refused, it is not from 0 to {} W: node={}, watts={}",
                        MOST_WATTS,
                        node,
                        watts);
            }
            return;
        }
        refused.remove(node);
        Account account = account(node);
        account.measured(instrument, watts);
        metrics.show(node, account);
    }

    /** Notes that the node of that name may be doing something else than before. */
    public void changed(String node) {
        Account account = byNode.get(node);
        if (account != null) {
            account.changed();
        }
    }

    /** Counts the time that has passed without a reading. To be called about each minute. */
    public void passed() {
        byNode.forEach(
                (node, account) -> {
                    if (states.apply(node).isPresent()) {
                        account.passed();
                    } else {
                        account.rest();
                    }
                });
    }

    /** Shows the nodes that are configured now and no others; sums stay. */
    public void retain() {
        byNode.forEach(
                (node, account) -> {
                    if (states.apply(node).isPresent()) {
                        metrics.show(node, account);
                    } else {
                        account.rest();
                        metrics.remove(node);
                    }
                });
        refused.removeIf(node -> states.apply(node).isEmpty());
    }

    /**
     * What has changed since this was last asked. Is to be kept, and then handed to {@link #kept}
     * or {@link #keepAgain}.
     */
    public List<Entry> takeChanges() {
        return byNode.values().stream()
                .map(Account::takeChanges)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Hears what was kept: counters show no more than that. */
    public void kept(List<Entry> entries) {
        for (Entry entry : entries) {
            Account account = byNode.get(entry.node());
            if (account != null) {
                account.kept(entry.all());
            }
        }
    }

    /** Takes back what could not be kept, so that it is asked for again. */
    public void keepAgain(List<Entry> lost) {
        for (Entry entry : lost) {
            Account account = byNode.get(entry.node());
            if (account != null) {
                account.keepAgain(entry);
            }
        }
    }

    @Override
    public Optional<Report> of(String node, int days) {
        if (days <= 0) {
            throw new IllegalArgumentException("days is not positive: " + days);
        }
        return Optional.ofNullable(byNode.get(node)).map(account -> account.report(days));
    }

    @Override
    public Optional<Tariff> tariff() {
        return rules.tariff();
    }

    private Account account(String node) {
        return byNode.computeIfAbsent(
                node,
                name ->
                        new Account(
                                name,
                                rules,
                                clock,
                                () -> states.apply(name).orElse(State.UNKNOWN)));
    }
}
