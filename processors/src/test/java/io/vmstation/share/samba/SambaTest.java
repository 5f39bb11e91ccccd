package io.vmstation.share.samba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.exec.LocalCommands;
import io.vmstation.share.samba.Samba.Inspection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped lines, and the check of a user's, against the Samba that is installed. */
class SambaTest {
    private static final Path GUIDE =
            Path.of(System.getProperty("basedir", "."), "..", "docs", "samba.md").normalize();

    @TempDir private Path folder;
    private final LocalCommands commands = new LocalCommands();
    private final Samba samba = new Samba(commands);

    @AfterEach
    void close() {
        commands.close();
    }

    private String levels() {
        return "    log level = 1 full_audit:1@" + folder.resolve("audit.log");
    }

    private static String lines(String success) {
        return """
            vfs objects = full_audit
            full_audit:prefix = AUDIT|%%u|%%I|%%S
            full_audit:success = %s
            full_audit:failure = none
            full_audit:syslog = no
        """
                .formatted(success);
    }

    private static Set<String> installed() throws IOException {
        try (Stream<Path> found =
                Files.find(Path.of("/usr/lib"), 4, (path, read) -> isModule(path))) {
            Optional<Path> module = found.findFirst();
            assumeTrue(module.isPresent(), "skipped, missing package: samba-vfs-modules");
            return AuditOperations.of(module.orElseThrow()).orElseThrow();
        }
    }

    private static boolean isModule(Path path) {
        return path.endsWith("samba/vfs/full_audit.so");
    }

    @Test
    void readsTheNamesThatTheInstalledModuleKnows() throws IOException {
        assertThat(installed())
                .contains(Samba.OPERATIONS.split(" ", -1))
                .contains("disconnect", "readdir")
                .doesNotContain("opendir", "error", "audit", "none");
    }

    @Test
    void understandsNoOtherFile() throws IOException {
        Path file = Files.writeString(folder.resolve("full_audit.so"), "connect");
        assertThat(AuditOperations.of(file)).isEmpty();
        assertThat(AuditOperations.of(folder.resolve("missing.so"))).isEmpty();
        assertThat(AuditOperations.of(Path.of("/bin/sh").toRealPath())).isEmpty();
    }

    @Test
    void theNamesAreExactlyThoseThatSambaAccepts() throws Exception {
        // All of them at once: Samba refuses clients for a single one that it does not know.
        try (SambaServer server =
                new SambaServer(folder, levels(), lines(String.join(" ", installed())))) {
            server.serves("ls");
        }
    }

    @Test
    void aNameThatTheCheckRefusesLocksClientsOut() throws Exception {
        try (SambaServer server = new SambaServer(folder, levels(), lines("connect opendir"))) {
            assertThat(server.does("ls").code()).isNotZero();

            assertThat(samba.inspect(Optional.of(server.conf), List.of(), server.log))
                    .isInstanceOfSatisfying(
                            Inspection.Checked.class,
                            checked -> {
                                assertThat(checked.operationsKnown()).isTrue();
                                assertThat(checked.findings().toString())
                                        .contains("clients are locked out", "opendir", "fdopendir");
                            });
        }
    }

    @Test
    void theShippedLinesAreRightAndMakeSambaTell() throws Exception {
        List<String> shipped =
                Arrays.stream(Samba.lines(folder.resolve("audit.log")).split("\n", -1)).toList();
        int share = shipped.indexOf("[your share]");
        try (SambaServer server =
                new SambaServer(
                        folder,
                        String.join("\n", shipped.subList(1, share)),
                        String.join("\n", shipped.subList(share + 1, shipped.size())))) {
            assertThat(samba.inspect(Optional.of(server.conf), List.of(), server.log))
                    .isEqualTo(new Inspection.Checked(List.of(), true));
            server.serves("ls");
            assertThat(server.log).content().contains("AUDIT|nobody|127.0.0.1|media|connect|ok|");
        }
    }

    @Test
    void theGuideHasTheShippedLines() {
        assertThat(GUIDE).content().contains(Samba.lines(Path.of("/var/log/samba/audit.log")));
    }

    @Test
    void saysWhyAConfigurationCannotBeChecked() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/testparm")), "skipped, missing: samba");
        assertThat(samba.inspect(Optional.of(folder.resolve("missing.conf")), List.of(), folder))
                .isInstanceOf(Inspection.Unreadable.class)
                .asString()
                .contains("testparm refuses the configuration");
    }
}
