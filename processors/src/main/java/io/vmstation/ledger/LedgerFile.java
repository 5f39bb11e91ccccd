package io.vmstation.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The database file: opens it, brings it up to date, and moves it out of the way when damaged. */
final class LedgerFile {
    static final String NAME = "vmstation.db";

    private static final Logger log = LoggerFactory.getLogger(LedgerFile.class);

    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);
    private static final int LARGEST_JOURNAL = 4 * 1024 * 1024;
    private static final int PRIMARY_CODE = 0xff;
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private final Path path;
    private final Schema schema;

    LedgerFile(Path path, Schema schema) {
        this.path = path;
        this.schema = schema;
    }

    Path path() {
        return path;
    }

    /**
     * Opens the file for the one writer, makes it when it is missing, migrates it when it is old,
     * and begins a new one when it is damaged. The folder must be there.
     *
     * @throws LedgerFailure when its schema is newer
     */
    Connection openForWriting() throws IOException, SQLException {
        try {
            return openChecked();
        } catch (SQLException | RuntimeException e) {
            Optional<SQLException> damage = damage(e);
            if (damage.isEmpty()) {
                throw e;
            }
            moveAside(damage.get());
            return openChecked();
        }
    }

    /** Opens the file for one read. */
    Connection openForReading() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
        return config.createConnection(url());
    }

    private Connection openChecked() throws IOException, SQLException {
        // A clean stop removes the journal. After any other stop the pages are looked at.
        boolean stoppedCleanly = Files.notExists(sibling("-wal"));
        PrivateFiles.create(path);
        SQLiteConfig config = writing();
        Connection connection = config.createConnection(url());
        try {
            if (!stoppedCleanly) {
                check(connection);
            }
            SQLiteDataSource source = new SQLiteDataSource(config);
            source.setUrl(url());
            schema.migrate(path, connection, source);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static SQLiteConfig writing() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setJournalSizeLimit(LARGEST_JOURNAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
        return config;
    }

    private static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("pragma quick_check(1)")) {
            String verdict = result.next() ? result.getString(1) : "no verdict";
            if (!verdict.equals("ok")) {
                throw new SQLiteException(verdict, SQLiteErrorCode.SQLITE_CORRUPT);
            }
        }
    }

    private static Optional<SQLException> damage(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLiteException e && isDamage(e.getResultCode())) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    private static boolean isDamage(@Nullable SQLiteErrorCode code) {
        if (code == null) {
            return false;
        }
        int primary = code.code & PRIMARY_CODE;
        return primary == SQLiteErrorCode.SQLITE_CORRUPT.code
                || primary == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    private void moveAside(SQLException damage) throws IOException {
        Path kept = path.resolveSibling(NAME + ".corrupt-" + MOMENT.format(Instant.now()));
        // The journal goes first: left beside a new file it would be played into that.
        for (String part : new String[] {"-wal", "-shm", ""}) {
            if (Files.exists(sibling(part))) {
                Files.move(sibling(part), kept.resolveSibling(kept.getFileName() + part));
            }
        }
        log.error(
                "Ledger is damaged, it was kept aside and a new one is begun; `sqlite3 {} .recover`"
                        + " shows what can be saved: file={}, kept={}, damage={}",
                kept,
                path,
                kept,
                damage.getMessage());
    }

    private Path sibling(String suffix) {
        return path.resolveSibling(NAME + suffix);
    }

    private String url() {
        return "jdbc:sqlite:" + path;
    }
}
