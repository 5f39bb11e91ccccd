package io.vmstation.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * Reads a ledger while its host writes it, or after it has died.
 *
 * @param file {@code state/vmstation.db} of its home
 * @param skipped how many events are not looked at, the first ones
 */
public record Ledger(Path file, int skipped) {

    /** All of it. */
    public Ledger(Path file) {
        this(file, 0);
    }

    /** What is written from now on. */
    public Ledger fromNow() {
        return new Ledger(file, skipped + entries().size());
    }

    /**
     * One event.
     *
     * @param kind past tense, {@code wake.requested}
     * @param details the further facts, as they are stored
     */
    public record Entry(
            String kind, String node, String cause, String source, String wake, String details) {}

    /** All events, in order. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT kind, node, cause, source, wake, details FROM event"
                                        + " ORDER BY id")) {
            while (rows.next()) {
                entries.add(
                        new Entry(
                                text(rows, 1),
                                text(rows, 2),
                                text(rows, 3),
                                text(rows, 4),
                                text(rows, 5),
                                text(rows, 6)));
            }
            return entries.subList(Math.min(skipped, entries.size()), entries.size());
        } catch (SQLException e) {
            throw new AssertionError("the ledger cannot be read: " + file, e);
        }
    }

    /** All events of one kind about one node. */
    public List<Entry> entries(String kind, String node) {
        return entries().stream()
                .filter(e -> e.kind().equals(kind) && e.node().equals(node))
                .toList();
    }

    /** Waits for the first event of a kind about a node: the ledger is written a little later. */
    public Entry await(String kind, String node) {
        return await(kind, node, Duration.ofSeconds(20));
    }

    /** Waits for the first event of a kind about a node for so long. */
    public Entry await(String kind, String node, Duration patience) {
        Awaitility.await(kind + " of " + node + " in the ledger")
                .atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !entries(kind, node).isEmpty());
        return entries(kind, node).get(0);
    }

    /** How many wakes of a node there were, however many clients waited for each. */
    public long wakes(String node) {
        return entries().stream()
                .filter(e -> e.node().equals(node) && e.kind().startsWith("wake."))
                .map(Entry::wake)
                .filter(wake -> !wake.isEmpty())
                .distinct()
                .count();
    }

    private static String text(ResultSet rows, int column) throws SQLException {
        String text = rows.getString(column);
        return text == null ? "" : text;
    }
}
