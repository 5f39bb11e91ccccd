package io.vmstation.ledger;

import io.vmstation.spi.EnergyAmounts;
import io.vmstation.spi.EnergyAmounts.Money;
import io.vmstation.spi.EnergyAmounts.Split;
import io.vmstation.spi.EnergyStore;
import io.vmstation.spi.EnergyStore.Draw;
import io.vmstation.spi.EnergyStore.Entry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Energy as rows of the ledger. Every row is the whole amount, so that writing is repeatable. */
final class EnergyRows {
    private static final String AMOUNTS =
            "awake_kwh, asleep_kwh, unknown_kwh, awake_gap, asleep_gap, unknown_gap, saved_kwh,"
                    + " currency, cost, saved_cost";
    private static final String PLACES = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?";

    private EnergyRows() {}

    /** To be called in a transaction. */
    static void write(Connection open, List<Entry> entries) throws SQLException {
        try (PreparedStatement sums = open.prepareStatement(replacing("energy (node, since, "));
                PreparedStatement days =
                        open.prepareStatement(replacing("energy_day (node, day, "))) {
            for (Entry entry : entries) {
                bind(sums, entry.node(), entry.since(), entry.all());
                sums.executeUpdate();
                for (Map.Entry<LocalDate, EnergyAmounts> day : entry.days().entrySet()) {
                    bind(days, entry.node(), day.getKey(), day.getValue());
                    days.executeUpdate();
                }
                prune(open, entry.node());
                writeDraws(open, entry);
            }
        }
    }

    private static String replacing(String rows) {
        return "insert or replace into " + rows + AMOUNTS + ") values (?, ?, " + PLACES + ")";
    }

    private static void bind(
            PreparedStatement row, String node, LocalDate day, EnergyAmounts amounts)
            throws SQLException {
        Split drawn = amounts.kilowattHours();
        Split gaps = amounts.unmeasuredSeconds();
        Money money = amounts.money();
        Object[] values = {
            node,
            day.toString(),
            drawn.awake(),
            drawn.asleep(),
            drawn.unknown(),
            gaps.awake(),
            gaps.asleep(),
            gaps.unknown(),
            amounts.savedKilowattHours(),
            money.currency(),
            money.cost(),
            money.saved()
        };
        for (int i = 0; i < values.length; i++) {
            row.setObject(i + 1, values[i]);
        }
    }

    /** By their number and not by their age, because the clock may have been wrong for a while. */
    private static void prune(Connection open, String node) throws SQLException {
        try (PreparedStatement delete =
                open.prepareStatement(
                        "delete from energy_day where node = ? and day <= (select day from"
                                + " energy_day where node = ? order by day desc limit 1 offset"
                                + " ?)")) {
            delete.setString(1, node);
            delete.setString(2, node);
            delete.setInt(3, EnergyStore.MOST_DAYS);
            delete.executeUpdate();
        }
    }

    private static void writeDraws(Connection open, Entry entry) throws SQLException {
        try (PreparedStatement delete =
                        open.prepareStatement(
                                "delete from energy_draw where node = ? and day = ?");
                PreparedStatement insert =
                        open.prepareStatement(
                                "insert into energy_draw (node, day, step, seconds, watt_seconds)"
                                        + " values (?, ?, ?, ?, ?)")) {
            for (Map.Entry<LocalDate, List<Draw>> day : entry.draws().entrySet()) {
                delete.setString(1, entry.node());
                delete.setString(2, day.getKey().toString());
                delete.executeUpdate();
                for (Draw draw : day.getValue()) {
                    insert.setString(1, entry.node());
                    insert.setString(2, day.getKey().toString());
                    insert.setInt(3, draw.step());
                    insert.setDouble(4, draw.seconds());
                    insert.setDouble(5, draw.wattSeconds());
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    /** Everything, by node. */
    static Map<String, Entry> read(Connection open) throws SQLException {
        Map<String, SortedMap<LocalDate, EnergyAmounts>> days = new HashMap<>();
        Map<String, SortedMap<LocalDate, List<Draw>>> draws = new HashMap<>();
        Map<String, Entry> entries = new TreeMap<>();
        try (Statement statement = open.createStatement()) {
            // One read transaction: all three tables as they were at one moment.
            statement.execute("begin");
            try (ResultSet row =
                    statement.executeQuery("select node, day, " + AMOUNTS + " from energy_day")) {
                while (row.next()) {
                    days.computeIfAbsent(row.getString(1), node -> new TreeMap<>())
                            .put(LocalDate.parse(row.getString(2)), amounts(row));
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "select node, day, step, seconds, watt_seconds from energy_draw")) {
                while (row.next()) {
                    draws.computeIfAbsent(row.getString(1), node -> new TreeMap<>())
                            .computeIfAbsent(
                                    LocalDate.parse(row.getString(2)), day -> new ArrayList<>())
                            .add(new Draw(row.getInt(3), row.getDouble(4), row.getDouble(5)));
                }
            }
            try (ResultSet row =
                    statement.executeQuery("select node, since, " + AMOUNTS + " from energy")) {
                while (row.next()) {
                    String node = row.getString(1);
                    entries.put(
                            node,
                            new Entry(
                                    node,
                                    LocalDate.parse(row.getString(2)),
                                    amounts(row),
                                    days.getOrDefault(node, new TreeMap<>()),
                                    draws.getOrDefault(node, new TreeMap<>())));
                }
            }
            statement.execute("commit");
        }
        return entries;
    }

    private static EnergyAmounts amounts(ResultSet row) throws SQLException {
        return new EnergyAmounts(
                new Split(row.getDouble(3), row.getDouble(4), row.getDouble(5)),
                new Split(row.getDouble(6), row.getDouble(7), row.getDouble(8)),
                row.getDouble(9),
                new Money(row.getString(10), row.getDouble(11), row.getDouble(12)));
    }
}
