package io.vmstation.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * The shape of the ledger's tables, as a list of Flyway migrations. Flyway is given the list, so
 * that it does not search the class path, and is only loaded when there is something to migrate,
 * because loading it takes longer than everything else about the ledger.
 */
final class Schema {
    /** The folder of the migrations, seen from this class. */
    static final String FOLDER = "migration/";

    private final List<String> migrations;

    /**
     * @param migrations names of the files, oldest first, {@code V<number>__<what>.sql}
     */
    Schema(List<String> migrations) {
        this.migrations = List.copyOf(migrations);
    }

    /** The schema that this version of the code works with. */
    static Schema current() {
        return new Schema(List.of("V1__events.sql", "V2__energy.sql"));
    }

    List<String> migrations() {
        return migrations;
    }

    /**
     * Brings the tables to this schema, all at once or not at all.
     *
     * @param connection an open connection to the file, for looking only
     * @param source gives Flyway connections of its own
     * @throws LedgerFailure when the tables are newer than this schema
     */
    void migrate(Path file, Connection connection, DataSource source) throws SQLException {
        int found = versionOf(connection);
        int wanted = version(migrations.get(migrations.size() - 1));
        if (found > wanted) {
            throw new LedgerFailure(
                    "The ledger "
                            + file
                            + " was written by a newer VMStation (schema "
                            + found
                            + ", this one knows "
                            + wanted
                            + "): start the newer version again, or move the file away to begin a"
                            + " new ledger",
                    null);
        }
        if (found < wanted) {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(source)
                    .resourceProvider(new Listed(migrations))
                    .javaMigrationClassProvider(List::of)
                    .skipDefaultCallbacks(true)
                    .group(true)
                    .load()
                    .migrate();
        }
    }

    private static int versionOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet table =
                    statement.executeQuery(
                            "select 1 from sqlite_master where name = 'flyway_schema_history'")) {
                if (!table.next()) {
                    return 0;
                }
            }
            try (ResultSet newest =
                    statement.executeQuery(
                            "select max(cast(version as integer)) from flyway_schema_history"
                                    + " where success")) {
                return newest.next() ? newest.getInt(1) : 0;
            }
        }
    }

    private static int version(String migration) {
        return Integer.parseInt(migration.substring(1, migration.indexOf("__")));
    }

    private record Listed(List<String> names) implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return names.contains(name) ? new Script(name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return names.stream()
                    .filter(name -> name.startsWith(prefix))
                    .filter(name -> Arrays.stream(suffixes).anyMatch(name::endsWith))
                    .<LoadableResource>map(Script::new)
                    .toList();
        }
    }

    private static final class Script extends LoadableResource {
        private final String name;

        Script(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            try (InputStream in = Schema.class.getResourceAsStream(FOLDER + name)) {
                if (in == null) {
                    throw new IllegalStateException("migration is not on the class path: " + name);
                }
                return new StringReader(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getAbsolutePath() {
            return FOLDER + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return FOLDER + name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
