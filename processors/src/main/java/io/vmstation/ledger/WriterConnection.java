package io.vmstation.ledger;

import io.vmstation.spi.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's side of the file. After an error it drops its connection, and the next use opens and
 * checks the file anew: that is how a disk that is back is noticed. For one thread at a time.
 */
final class WriterConnection implements AutoCloseable {
    /** How many events one transaction may prune, so that new ones never wait long. */
    static final int PRUNED_AT_ONCE = 500;

    private static final Logger log = LoggerFactory.getLogger(WriterConnection.class);

    private final LedgerFile file;
    private final DetailsText details = new DetailsText();
    private @Nullable Connection connection;
    private @Nullable PreparedStatement insert;

    /** Opens the file. */
    WriterConnection(LedgerFile file) throws IOException, SQLException {
        this.file = file;
        connected();
    }

    /** Writes all of them or none, in this order, and returns when they are safe. */
    void write(List<Pending> batch) throws IOException, SQLException {
        transaction(
                open -> {
                    PreparedStatement statement = inserting(open);
                    for (Pending pending : batch) {
                        if (pending instanceof Pending.OfEvent of) {
                            bind(statement, of.event());
                            statement.addBatch();
                        } else if (pending instanceof Pending.OfEnergy of) {
                            EnergyRows.write(open, of.entries());
                        }
                    }
                    return statement.executeBatch().length;
                });
    }

    /** Removes the oldest events from before a moment, not all at once; tells how many. */
    int prune(Instant before) throws IOException, SQLException {
        return transaction(
                open -> {
                    try (PreparedStatement delete =
                            open.prepareStatement(
                                    "delete from event where id in (select id from event"
                                            + " where at < ? order by at limit ?)")) {
                        delete.setLong(1, before.toEpochMilli());
                        delete.setInt(2, PRUNED_AT_ONCE);
                        return delete.executeUpdate();
                    }
                });
    }

    /** The number of the newest event, 0 when there is none. */
    long lastId() throws IOException, SQLException {
        try (Statement statement = connected().createStatement();
                ResultSet row = statement.executeQuery("select max(id) from event")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private int transaction(Work work) throws IOException, SQLException {
        try {
            Connection open = connected();
            // Not the driver's own transactions: it begins the next one at once, and so keeps
            // everybody else from writing for ever.
            execute(open, "begin immediate");
            int rows = work.on(open);
            execute(open, "commit");
            return rows;
        } catch (IOException | SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static void execute(Connection open, String sql) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connected() throws IOException, SQLException {
        if (connection != null && Files.notExists(file.path())) {
            log.warn("Ledger was deleted while in use, a new one is begun: file={}", file.path());
            close();
        }
        Connection open = connection;
        if (open == null) {
            open = file.openForWriting();
            connection = open;
        }
        return open;
    }

    private PreparedStatement inserting(Connection open) throws SQLException {
        PreparedStatement statement = insert;
        if (statement == null) {
            statement =
                    open.prepareStatement(
                            "insert into event (at, kind, node, cause, source, wake, details)"
                                    + " values (?, ?, ?, ?, ?, ?, ?)");
            insert = statement;
        }
        return statement;
    }

    private void bind(PreparedStatement statement, Event event) throws SQLException {
        statement.setLong(1, event.at().toEpochMilli());
        statement.setString(2, event.kind());
        statement.setString(3, event.node());
        statement.setString(4, event.cause());
        statement.setString(5, event.source());
        statement.setString(6, event.wake());
        statement.setString(7, details.write(event.details()));
    }

    /** Closes the connection; what was not committed is undone. */
    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        insert = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (SQLException e) {
            log.debug("Connection could not be closed: file={}", file.path(), e);
        }
    }

    private interface Work {
        int on(Connection open) throws SQLException;
    }
}
