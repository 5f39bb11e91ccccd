package io.vmstation.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.share.audit.AuditWatch;
import io.vmstation.share.files.DirectoryWatch;
import io.vmstation.share.files.OwnFootprints;
import io.vmstation.share.samba.SambaServer;
import io.vmstation.share.signal.ShareEvent;
import io.vmstation.share.signal.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What each signal sees of what a real client of a real Samba does: the table of the guide. */
@EnabledOnOs(OS.LINUX)
class SambaSignalsTest {
    @TempDir private static Path folder;
    private static SambaServer server;

    private final List<ShareEvent> audited = new ArrayList<>();
    private final List<ShareEvent> accessed = new ArrayList<>();
    private final List<ShareEvent> changed = new ArrayList<>();
    private List<Watch> watches = List.of();

    @BeforeAll
    static void startSamba() throws Exception {
        server =
                new SambaServer(
                        folder,
                        "    log level = 1 full_audit:1@" + folder.resolve("audit.log"),
                        """
                            vfs objects = full_audit
                            full_audit:prefix = AUDIT|%u|%I|%S
                            full_audit:success = connect disconnect openat close readdir pread_send pwrite_send mkdirat renameat unlinkat
                            full_audit:failure = connect
                            full_audit:syslog = no
                        """);
    }

    @AfterAll
    static void stopSamba() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void watch() throws IOException, InterruptedException {
        Files.writeString(server.share.resolve("film"), "film");
        OwnFootprints own = new OwnFootprints(Set.of());
        watches =
                List.of(
                        new AuditWatch(server.log, audited::add),
                        DirectoryWatch.ofAccesses(server.share, own, accessed::add),
                        DirectoryWatch.ofChanges(server.share, own, changed::add));
        await().pollInSameThread().until(() -> round(watch -> watch.status().alive()));
        // What the watches see of each other's first look.
        assertThat(round(watch -> true)).isTrue();
    }

    @AfterEach
    void close() throws IOException {
        watches.forEach(Watch::close);
        for (String file : List.of("film", "copy", "renamed", "marker")) {
            Files.deleteIfExists(server.share.resolve(file));
        }
    }

    private boolean round(Predicate<Watch> all) throws InterruptedException {
        for (Watch watch : watches) {
            watch.round(Duration.ofMillis(5));
        }
        return watches.stream().allMatch(all);
    }

    /** Lets a client do something, and waits until all that there is to see of it was seen. */
    private void does(String what) throws IOException {
        server.serves(what);
        Path marker = Files.createFile(server.share.resolve("marker"));
        server.serves("mkdir end; rmdir end");
        await().pollInSameThread()
                .until(
                        () ->
                                round(watch -> true)
                                        && has(accessed, marker)
                                        && has(changed, marker)
                                        && audited.stream()
                                                .anyMatch(e -> e.path().endsWith("/end")));
        keepBefore(accessed, marker);
        keepBefore(changed, marker);
        int end = audited.stream().map(ShareEvent::operation).toList().lastIndexOf("connect");
        audited.subList(end, audited.size()).clear();
    }

    private static boolean has(List<ShareEvent> events, Path file) {
        return events.stream().anyMatch(event -> event.path().equals(file.toString()));
    }

    private static void keepBefore(List<ShareEvent> events, Path file) {
        int end = events.stream().map(ShareEvent::path).toList().indexOf(file.toString());
        events.subList(end, events.size()).clear();
    }

    private static List<String> operations(List<ShareEvent> events) {
        return events.stream().map(ShareEvent::operation).distinct().sorted().toList();
    }

    @Test
    void onlyTheAuditSeesAConnect() throws Exception {
        does("quit");
        assertThat(operations(audited)).containsExactly("connect");
        assertThat(audited)
                .allSatisfy(
                        event -> {
                            assertThat(event.source()).isEqualTo("127.0.0.1");
                            assertThat(event.user()).isEqualTo("nobody");
                            assertThat(event.share()).isEqualTo("media");
                        });
        assertThat(accessed).isEmpty();
        assertThat(changed).isEmpty();
    }

    @Test
    void theAuditAndTheAccessesSeeAListing() throws Exception {
        does("ls");
        assertThat(operations(audited)).containsExactly("connect", "openat", "readdir");
        assertThat(operations(accessed)).containsExactly("list");
        assertThat(changed).isEmpty();
    }

    @Test
    void theAuditAndTheAccessesSeeWhatIsRead() throws Exception {
        does("get film /dev/null");
        assertThat(operations(audited)).contains("connect", "openat", "pread_send");
        assertThat(operations(accessed)).contains("open", "read");
        assertThat(changed).isEmpty();
    }

    @Test
    void allSeeWhatIsWritten() throws Exception {
        does("put /etc/hostname copy");
        assertThat(operations(audited)).contains("connect", "openat", "pwrite_send");
        assertThat(operations(accessed)).contains("create", "open", "write");
        assertThat(operations(changed)).contains("create", "write");
    }

    @Test
    void allSeeARename() throws Exception {
        does("rename film renamed");
        assertThat(operations(audited)).contains("connect", "renameat");
        assertThat(operations(accessed)).contains("rename");
        assertThat(operations(changed)).contains("create", "delete");
    }

    @Test
    void allSeeADeletion() throws Exception {
        does("del film");
        assertThat(operations(audited)).contains("connect", "unlinkat");
        assertThat(operations(accessed)).contains("delete");
        assertThat(operations(changed)).contains("delete");
    }

    @Test
    void lookingWhichSharesThereAreIsSeenByNone() throws Exception {
        server.looksAround();
        does("quit");
        assertThat(audited).hasSize(1);
        assertThat(accessed).isEmpty();
    }
}
