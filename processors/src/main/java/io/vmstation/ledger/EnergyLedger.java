package io.vmstation.ledger;

import io.vmstation.spi.EnergyStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The tables of energy, written by the one writer of the ledger. */
final class EnergyLedger implements EnergyStore {
    private final Backlog backlog;
    private final LedgerFile file;

    EnergyLedger(Backlog backlog, LedgerFile file) {
        this.backlog = backlog;
        this.file = file;
    }

    @Override
    public CompletableFuture<Void> keep(List<Entry> entries) {
        Pending pending = new Pending.OfEnergy(List.copyOf(entries), new CompletableFuture<>());
        return backlog.add(pending) == Backlog.Admission.ADMITTED
                ? pending.done()
                : CompletableFuture.failedFuture(
                        new LedgerFailure(
                                "Energy cannot be kept now, the ledger "
                                        + file.path()
                                        + " is closed or takes events more slowly than they come",
                                null));
    }

    @Override
    public Map<String, Entry> kept() {
        try (Connection connection = file.openForReading()) {
            return EnergyRows.read(connection);
        } catch (SQLException | RuntimeException e) {
            throw new LedgerFailure(
                    "The energy in the ledger "
                            + file.path()
                            + " cannot be read ("
                            + e.getMessage()
                            + "): check its disk and its permissions",
                    e);
        }
    }
}
