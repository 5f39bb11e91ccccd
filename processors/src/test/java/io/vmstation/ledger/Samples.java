package io.vmstation.ledger;

import io.vmstation.spi.Event;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Events to write, and ways to wait for them. */
final class Samples {
    static final Duration KEEP = Duration.ofDays(365);
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

    private Samples() {}

    static Event event(String kind, String node, String wake) {
        return new Event(NOON, kind, node, "connect", "192.0.2.7", wake, Map.of());
    }

    static Event completed(String node, String milliseconds) {
        return new Event(
                NOON,
                "wake.completed",
                node,
                "connect",
                "192.0.2.7",
                "w",
                Map.of("milliseconds", milliseconds));
    }

    static Event numbered(String node, int number) {
        return new Event(
                NOON, "packet.sent", node, "", "", "", Map.of("number", Integer.toString(number)));
    }

    static void write(SqliteLedger ledger, Event... events) throws Exception {
        for (Event event : events) {
            var ignored = ledger.record(event);
        }
        ledger.record(event("test.flushed", "nobody", "")).get(30, TimeUnit.SECONDS);
    }

    /** A connection of somebody else, as the sqlite3 command line would be. */
    static Connection stranger(Path folder) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(LedgerFile.NAME));
    }
}
