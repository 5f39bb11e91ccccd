package io.vmstation.energy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.ledger.SqliteLedger;
import io.vmstation.spi.EnergyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** Counts one tenth of a kilowatt-hour after another, keeps each, and prints the sum. Is killed. */
public final class EnergyCrashMain {
    private EnergyCrashMain() {}

    /** Takes the state folder as its only argument. */
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        SqliteLedger ledger =
                SqliteLedger.open(
                        Path.of(arguments[0]), Duration.ofDays(365), new SimpleMeterRegistry());
        EnergyStore store = ledger.energy();
        Lab lab = new Lab();
        lab.meter.restore(store.kept());
        lab.measure(12_000);
        while (true) {
            lab.pass(30);
            lab.measure(12_000);
            store.keep(lab.meter.takeChanges()).get();
            System.out.println("kept " + lab.all().kilowattHours().sum());
        }
    }
}
