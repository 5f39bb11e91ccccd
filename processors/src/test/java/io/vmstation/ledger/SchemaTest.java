package io.vmstation.ledger;

import static io.vmstation.ledger.Samples.KEEP;
import static io.vmstation.ledger.Samples.numbered;
import static io.vmstation.ledger.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
    private static final Schema NEXT =
            new Schema(List.of("V1__events.sql", "V2__energy.sql", "V3__note_for_tests.sql"));

    private final Path state;

    SchemaTest(@TempDir Path state) {
        this.state = state;
    }

    private SqliteLedger open(Schema schema) {
        return SqliteLedger.open(state, KEEP, new SimpleMeterRegistry(), 100, schema);
    }

    @Test
    void keepsWhatAnOldFileHoldsAndChangesItsShape() throws Exception {
        try (SqliteLedger old = open(Schema.current())) {
            write(old, numbered("storage", 1));
        }
        try (SqliteLedger migrated = open(NEXT)) {
            write(migrated, numbered("storage", 2));
            assertThat(migrated.reader().latest("storage", 5)).hasSize(2);
        }
        try (Connection stranger = Samples.stranger(state);
                Statement statement = stranger.createStatement();
                ResultSet row = statement.executeQuery("select note from event")) {
            assertThat(row.getString("note")).isEmpty();
        }
    }

    @Test
    void refusesAFileOfANewerVersionAndLeavesItAlone() throws Exception {
        try (SqliteLedger newer = open(NEXT)) {
            write(newer, numbered("storage", 1));
        }
        byte[] before = Files.readAllBytes(state.resolve("vmstation.db"));

        assertThatExceptionOfType(LedgerFailure.class)
                .isThrownBy(() -> open(Schema.current()))
                .withMessageContaining(state.resolve("vmstation.db").toString())
                .withMessageContaining("newer VMStation (schema 3, this one knows 2)")
                .withMessageContaining("start the newer version again");
        assertThat(state.resolve("vmstation.db")).hasBinaryContent(before);
        open(NEXT).close();
    }

    @Test
    void undoesAMigrationThatFailsAndSaysSo() throws Exception {
        try (SqliteLedger old = open(Schema.current())) {
            write(old, numbered("storage", 1));
        }
        assertThatExceptionOfType(LedgerFailure.class)
                .isThrownBy(
                        () ->
                                open(
                                        new Schema(
                                                List.of(
                                                        "V1__events.sql",
                                                        "V2__energy.sql",
                                                        "V4__broken_for_tests.sql"))))
                .withMessageContaining(state.resolve("vmstation.db").toString());

        try (SqliteLedger again = open(Schema.current())) {
            assertThat(again.reader().latest("storage", 5)).hasSize(1);
        }
    }

    @Test
    void listsEveryMigrationThatIsShipped() throws Exception {
        Path folder = Path.of(Schema.class.getResource(Schema.FOLDER + "V1__events.sql").toURI());
        try (var files = Files.list(folder.getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Schema.current().migrations());
        }
    }
}
