package io.vmstation.ledger;

import io.vmstation.spi.Event;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Answers questions from the ledger. Sees every event whose future has completed. Each question
 * opens a connection of its own, reads the disk and never waits for the writer: cheap, but not for
 * an event loop. Every method throws {@link LedgerFailure} when the file cannot be read.
 * Thread-safe.
 */
public final class LedgerReader {
    /** How many wakes {@link #typicalWake} looks back. */
    static final int WAKES_LOOKED_AT = 10;

    private static final String EVENT = "select at, kind, node, cause, source, wake, details";

    private final LedgerFile file;
    private final DetailsText details = new DetailsText();

    LedgerReader(LedgerFile file) {
        this.file = file;
    }

    /**
     * The newest events of a node, newest first.
     *
     * @param limit how many at most, positive
     */
    public List<Event> latest(String node, int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit is not positive: " + limit);
        }
        return events(EVENT + " from event where node = ? order by id desc limit ?", node, limit);
    }

    /**
     * The newest events of a node that are of one of these kinds, newest first.
     *
     * @param limit how many at most, positive
     */
    public List<Event> latest(String node, Collection<String> kinds, int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit is not positive: " + limit);
        }
        List<Object> values = new ArrayList<>(List.of(node));
        values.addAll(kinds);
        values.add(limit);
        String places = String.join(", ", Collections.nCopies(kinds.size(), "?"));
        return events(
                EVENT
                        + " from event where node = ? and kind in ("
                        + places
                        + ") order by id desc limit ?",
                values.toArray());
    }

    /** Everything that belongs to one wake or one sleep, in the order in which it was recorded. */
    public List<Event> ofWake(String wakeId) {
        return events(EVENT + " from event where wake = ? and wake <> '' order by id", wakeId);
    }

    /**
     * How long a wake of this node takes: the median of its last ten completed wakes, by the detail
     * {@code milliseconds} of {@code wake.completed}; empty before the first.
     */
    public Optional<Duration> typicalWake(String node) {
        List<Long> sorted =
                rows(
                        "select cast(details ->> 'milliseconds' as integer) from event"
                                + " where kind = 'wake.completed' and node = ?"
                                + " and details ->> 'milliseconds' glob '[0-9]*'"
                                + " order by id desc limit ?",
                        row -> row.getLong(1),
                        node,
                        WAKES_LOOKED_AT);
        return median(sorted.stream().sorted().toList());
    }

    /** The first request of each wake that has no end, among events up to a number. */
    List<Event> openWakes(long lastId) {
        return events(
                EVENT
                        + ", min(id) from event as asked where kind = 'wake.requested' and wake <>"
                        + " '' and id <= ? and not exists (select 1 from event as ended where"
                        + " ended.wake = asked.wake and ended.wake <> '' and ended.kind in"
                        + " ('wake.completed', 'wake.failed', 'wake.interrupted'))"
                        + " group by wake order by id",
                lastId);
    }

    /**
     * The first word of each attempt to put a node to sleep that has no end, among events up to a
     * number.
     */
    List<Event> openSleeps(long lastId) {
        // Grouped in the order of the index by wake and kind, which is all that is read for it.
        return events(
                EVENT
                        + " from event where id in (select min(id) from event as asked where wake"
                        + " <> '' and kind = 'sleep.requested' and id <= ? and not exists (select"
                        + " 1 from event as ended where ended.wake = asked.wake and ended.wake <>"
                        + " '' and ended.kind in ('node.asleep', 'sleep.failed', 'sleep.refused',"
                        + " 'sleep.aborted', 'sleep.interrupted')) group by wake) order by id",
                lastId);
    }

    private static Optional<Duration> median(List<Long> sorted) {
        if (sorted.isEmpty()) {
            return Optional.empty();
        }
        long upper = sorted.get(sorted.size() / 2);
        long lower = sorted.get((sorted.size() - 1) / 2);
        return Optional.of(Duration.ofMillis((lower + upper) / 2));
    }

    private List<Event> events(String sql, Object... values) {
        return rows(sql, this::event, values);
    }

    private Event event(ResultSet row) throws SQLException {
        try {
            return new Event(
                    Instant.ofEpochMilli(row.getLong("at")),
                    row.getString("kind"),
                    row.getString("node"),
                    row.getString("cause"),
                    row.getString("source"),
                    row.getString("wake"),
                    details.read(row.getString("details")));
        } catch (IOException e) {
            throw new SQLException("details are not JSON", e);
        }
    }

    private <T> List<T> rows(String sql, RowReader<T> reader, Object... values) {
        try (Connection connection = file.openForReading();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(reader.read(row));
                }
                return rows;
            }
        } catch (SQLException e) {
            throw new LedgerFailure(
                    "The ledger "
                            + file.path()
                            + " cannot be read ("
                            + e.getMessage()
                            + "): check its disk and its permissions",
                    e);
        }
    }

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
