package io.vmstation.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.config.Settings;
import io.vmstation.energy.EnergyClock;
import io.vmstation.energy.EnergyKeeper;
import io.vmstation.energy.EnergyMeter;
import io.vmstation.energy.EnergyRules;
import io.vmstation.ledger.LedgerFailure;
import io.vmstation.node.Node;
import io.vmstation.spi.EnergyReports.Tariff;
import io.vmstation.spi.EnergyStore;
import io.vmstation.watch.LastSeen;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What adds up the power of nodes, and keeps it. */
final class EnergyParts {
    private final EnergyMeter meter;
    private @Nullable EnergyKeeper keeper;

    /**
     * @param states what nodes are seen doing
     * @param steady nanoseconds that only go forward, also while this machine is suspended
     */
    EnergyParts(
            Settings settings,
            CurrentNodes nodes,
            LastSeen states,
            LongSupplier steady,
            MeterRegistry meters) {
        this.meter =
                new EnergyMeter(
                        rules(settings),
                        new EnergyClock(steady, InstantSource.system()),
                        name -> nodes.get().find(name).map(states::last),
                        meters);
        states.onChange(this::changed);
    }

    private static EnergyRules rules(Settings settings) {
        String zone = settings.text("schedule.zone");
        return new EnergyRules(
                settings.duration("energy.longest-gap"),
                settings.price("energy.tariff")
                        .map(price -> new Tariff(price, settings.text("energy.currency"))),
                zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone));
    }

    private void changed(Node node) {
        meter.changed(node.name());
    }

    EnergyMeter meter() {
        return meter;
    }

    /**
     * Takes in what is kept there, and keeps the rest there.
     *
     * @throws StartFailure when it cannot be read: sums that begin anew would overwrite it
     */
    void open(EnergyStore store) throws StartFailure {
        try {
            meter.restore(store.kept());
        } catch (LedgerFailure e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
        keeper = new EnergyKeeper(meter, store);
    }

    void start(ScheduledExecutorService background) {
        if (keeper != null) {
            keeper.start(background);
        }
    }

    /** Hands the rest to the store, which must still be open. */
    void close() {
        if (keeper != null) {
            keeper.close();
        }
    }
}
