package io.vmstation.energy;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.spi.EnergyAmounts;
import io.vmstation.spi.EnergyAmounts.Condition;
import io.vmstation.spi.EnergyReports.Tariff;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Shows what the energy of nodes came to, as far as it is kept. Thread-safe. */
final class EnergyMetrics {
    private static final String KILOWATT_HOURS = "kilowatthours";

    private final MeterRegistry registry;
    private final Optional<Tariff> tariff;
    private final Map<String, List<Meter>> shown = new HashMap<>();
    private final Map<String, Meter> idle = new HashMap<>();

    EnergyMetrics(MeterRegistry registry, Optional<Tariff> tariff) {
        this.registry = requireNonNull(registry, "registry is null");
        this.tariff = requireNonNull(tariff, "tariff is null");
    }

    /** Shows a node from now on, and its idle draw once that is known. */
    synchronized void show(String node, Account account) {
        if (!shown.containsKey(node)) {
            shown.put(node, counters(node, account));
        }
        if (!idle.containsKey(node) && account.idleWatts().isPresent()) {
            idle.put(node, gauge(node, account));
        }
    }

    private List<Meter> counters(String node, Account account) {
        List<Meter> meters = new ArrayList<>();
        for (Condition condition : Condition.values()) {
            String state = condition.name().toLowerCase(Locale.ROOT);
            meters.add(
                    counter(account, "vmstation.node.energy", a -> a.kilowattHours().in(condition))
                            .description("Energy drawn, by what the node was seen doing")
                            .baseUnit(KILOWATT_HOURS)
                            .tags("node", node, "state", state)
                            .register(registry));
            meters.add(
                    counter(
                                    account,
                                    "vmstation.node.energy.unknown",
                                    a -> a.unmeasuredSeconds().in(condition))
                            .description("Time in which nobody measured the power of the node")
                            .baseUnit("seconds")
                            .tags("node", node, "state", state)
                            .register(registry));
        }
        meters.add(
                counter(account, "vmstation.node.energy.saved", EnergyAmounts::savedKilowattHours)
                        .description("Energy that the node would have drawn more, awake and idle")
                        .baseUnit(KILOWATT_HOURS)
                        .tags("node", node)
                        .register(registry));
        tariff.ifPresent(price -> meters.addAll(money(node, price.currency(), account)));
        return meters;
    }

    private List<Meter> money(String node, String currency, Account account) {
        return List.of(
                counter(account, "vmstation.node.energy.cost", a -> a.money().cost())
                        .description("What the energy of the node cost")
                        .tags("node", node, "currency", currency)
                        .register(registry),
                counter(account, "vmstation.node.energy.saved.cost", a -> a.money().saved())
                        .description("What the energy that was saved would have cost")
                        .tags("node", node, "currency", currency)
                        .register(registry));
    }

    private static FunctionCounter.Builder<Account> counter(
            Account account, String name, ToDoubleFunction<EnergyAmounts> value) {
        return FunctionCounter.builder(name, account, a -> value.applyAsDouble(a.kept()));
    }

    private Gauge gauge(String node, Account account) {
        return Gauge.builder(
                        "vmstation.node.idle.watts", account, a -> a.idleWatts().orElse(Double.NaN))
                .description("What the node draws awake and idle")
                .baseUnit("watts")
                .tags("node", node)
                .register(registry);
    }

    /** Shows a node no longer. */
    synchronized void remove(String node) {
        shown.getOrDefault(node, List.of()).forEach(registry::remove);
        shown.remove(node);
        Meter gauge = idle.remove(node);
        if (gauge != null) {
            registry.remove(gauge);
        }
    }
}
