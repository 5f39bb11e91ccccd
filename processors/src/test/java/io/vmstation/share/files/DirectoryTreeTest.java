package io.vmstation.share.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real inotify. The kernel queues an event before the system call that causes it returns. */
@EnabledOnOs(OS.LINUX)
class DirectoryTreeTest {
    @TempDir private Path root;
    private final List<FileAccess> accesses = new ArrayList<>();
    private DirectoryTree tree;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(root.resolve("films/old"));
        Files.createDirectories(root.resolve("music"));
        Files.writeString(root.resolve("films/a.mkv"), "film");
        open(Set.of());
    }

    private void open(Set<Path> own) throws IOException {
        close();
        tree = new DirectoryTree(new SharedDirectory(root, new OwnFootprints(own)), accesses::add);
        pump();
    }

    @AfterEach
    void close() {
        if (tree != null) {
            tree.close();
        }
    }

    private static SharedDirectory shared(Path directory) {
        return new SharedDirectory(directory, new OwnFootprints(Set.of()));
    }

    /** Takes in everything that has happened until now; gives what was told of it. */
    private List<FileAccess> pump() throws IOException {
        boolean any = true;
        while (any) {
            any = tree.round(Duration.ZERO);
        }
        List<FileAccess> told = List.copyOf(accesses);
        accesses.clear();
        return told;
    }

    private FileAccess access(String operation, String path) {
        return new FileAccess(operation, root.resolve(path));
    }

    private static void read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            assertThat(in.readAllBytes()).isNotEmpty();
        }
    }

    private static void list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries.count()).isNotNegative();
        }
    }

    @Test
    void tellsNothingOfItsOwnFirstLook() throws IOException {
        for (int i = 0; i < 300; i++) {
            Files.createDirectories(root.resolve("many/" + i % 10 + "/" + i));
        }
        close();
        accesses.clear();
        tree = new DirectoryTree(shared(root), accesses::add);
        assertThat(pump()).isEmpty();
        assertThat(tree.isComplete()).isTrue();
    }

    @Test
    void tellsOfFilesThatAreOpenedAndRead() throws IOException {
        read(root.resolve("films/a.mkv"));
        assertThat(pump()).contains(access("open", "films/a.mkv"), access("read", "films/a.mkv"));
    }

    @Test
    void tellsOfDirectoriesThatAreListed() throws IOException {
        list(root.resolve("music"));
        assertThat(pump()).isNotEmpty().containsOnly(access("list", "music"));
        list(root);
        assertThat(pump()).isNotEmpty().containsOnly(new FileAccess("list", root));
    }

    @Test
    void tellsOfFilesThatAreMadeChangedRenamedAndDeleted() throws IOException {
        Path file = Files.createFile(root.resolve("music/b"));
        assertThat(pump()).contains(access("create", "music/b"));
        Files.writeString(file, "more", StandardOpenOption.APPEND);
        assertThat(pump()).contains(access("write", "music/b"));
        Files.move(file, root.resolve("films/c"));
        assertThat(pump())
                .containsExactly(access("rename", "music/b"), access("rename", "films/c"));
        Files.delete(root.resolve("films/c"));
        assertThat(pump()).containsExactly(access("delete", "films/c"));
    }

    @Test
    void looksIntoNewDirectoriesWithoutTellingOfIt() throws IOException {
        Files.createDirectory(root.resolve("films/new"));
        assertThat(pump()).containsExactly(access("create", "films/new"));

        Files.createFile(root.resolve("films/new/c"));
        assertThat(pump()).contains(access("create", "films/new/c"));
    }

    @Test
    void missesNothingThatWasMadeInANewDirectoryBeforeItWasWatched() throws IOException {
        Files.createDirectories(root.resolve("x/y/z"));
        Files.createFile(root.resolve("x/y/z/early"));
        assertThat(pump())
                .contains(
                        access("create", "x"),
                        access("create", "x/y"),
                        access("create", "x/y/z"),
                        access("create", "x/y/z/early"));

        list(root.resolve("x/y/z"));
        assertThat(pump()).contains(access("list", "x/y/z"));
    }

    @Test
    void tellsOfSomebodyElseWhoListsANewDirectoryAfterItDid() throws IOException {
        Files.createDirectory(root.resolve("films/new"));
        pump();
        list(root.resolve("films/new"));
        assertThat(pump()).isNotEmpty().containsOnly(access("list", "films/new"));
    }

    @Test
    void followsADirectoryThatIsRenamed() throws IOException {
        Files.createDirectories(root.resolve("films/old/deep"));
        pump();
        Files.move(root.resolve("films/old"), root.resolve("music/older"));
        assertThat(pump())
                .containsExactly(access("rename", "films/old"), access("rename", "music/older"));

        Files.createFile(root.resolve("music/older/deep/file"));
        assertThat(pump()).contains(access("create", "music/older/deep/file"));
    }

    @Test
    void forgetsADirectoryThatIsMovedAway(@TempDir Path elsewhere) throws IOException {
        Files.move(root.resolve("films"), elsewhere.resolve("films"));
        pump();
        list(elsewhere.resolve("films/old"));
        assertThat(pump()).isEmpty();
    }

    @Test
    void forgetsDirectoriesThatAreDeleted() throws IOException {
        for (int i = 0; i < 20; i++) {
            Files.createDirectory(root.resolve("films/" + i));
        }
        pump();
        long watches = watches();
        for (int i = 0; i < 20; i++) {
            Files.delete(root.resolve("films/" + i));
        }
        pump();
        assertThat(watches()).isEqualTo(watches - 20);
        assertThat(tree.hasEnded()).isFalse();
    }

    /** As the kernel counts them; see proc(5), {@code fdinfo}. */
    private static long watches() throws IOException {
        long count = 0;
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fdinfo"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.exists(descriptor)) {
                    count +=
                            Files.readAllLines(descriptor).stream()
                                    .filter(line -> line.startsWith("inotify wd"))
                                    .count();
                }
            }
        }
        return count;
    }

    @Test
    void passesOverTheFoldersOfThisProgram() throws IOException {
        Files.createDirectories(root.resolve("home/state/deep"));
        open(Set.of(root.resolve("home/state")));
        list(root.resolve("home/state"));
        Files.createFile(root.resolve("home/state/deep/x"));
        Files.createDirectory(root.resolve("home/state/new"));
        assertThat(pump()).isEmpty();
        Files.createFile(root.resolve("home/x"));
        assertThat(pump()).contains(access("create", "home/x"));
    }

    @Test
    void doesNotFollowLinksOutOfTheDirectory(@TempDir Path elsewhere) throws IOException {
        Files.createSymbolicLink(root.resolve("link"), elsewhere);
        pump();
        Files.createFile(elsewhere.resolve("x"));
        assertThat(pump()).isEmpty();
    }

    @Test
    void watchesWhatALinkToTheDirectoryItselfLeadsTo(@TempDir Path other) throws IOException {
        Path link = Files.createSymbolicLink(other.resolve("share"), root);
        try (DirectoryTree linked = new DirectoryTree(shared(link), accesses::add)) {
            Files.createFile(root.resolve("new"));
            assertThat(linked.round(Duration.ZERO)).isTrue();
            while (linked.round(Duration.ZERO)) {}
            assertThat(accesses).contains(new FileAccess("create", link.resolve("new")));
        }
    }

    @Test
    void noticesThatTheDirectoryIsRenamedOrRemoved(@TempDir Path other) throws IOException {
        Path one = Files.createDirectory(other.resolve("one"));
        for (boolean rename : new boolean[] {true, false}) {
            try (DirectoryTree gone = new DirectoryTree(shared(one), accesses::add)) {
                if (rename) {
                    Files.move(one, other.resolve("two"));
                    Files.createDirectory(one);
                } else {
                    Files.delete(one);
                }
                while (gone.round(Duration.ZERO)) {}
                assertThat(gone.hasEnded()).isTrue();
            }
        }
    }

    @Test
    void countsAnOverflowAsAnAccess() throws IOException {
        Path one = root.resolve("films/a.mkv");
        Path two = Files.writeString(root.resolve("music/b"), "music");
        int most = limit("max_queued_events");
        assumeTrue(most < 100_000, "skipped: it would take too long to fill the queue");
        for (int i = 0; i <= most / 4; i++) {
            read(one);
            read(two);
        }
        assertThat(pump()).contains(new FileAccess("overflow", root));
        assertThat(tree.hasOverflown()).isTrue();
    }

    /** The kernel gives such a file to one read only. */
    private static int limit(String name) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("/proc/sys/fs/inotify", name))) {
            return Integer.parseInt(
                    new String(in.readNBytes(64), StandardCharsets.US_ASCII).strip());
        }
    }

    @Test
    void watchesDirectoriesWhoseNamesAreNoText() throws Exception {
        // Latin-1, as on an old disk: no valid UTF-8.
        Process made =
                new ProcessBuilder("/bin/sh", "-c", "mkdir \"$(printf 'B\\344ume')\" 'a b%41?#'")
                        .directory(root.toFile())
                        .start();
        assertThat(made.waitFor()).isZero();
        assertThat(pump()).hasSize(2).allMatch(access -> Files.isDirectory(access.path()));

        new ProcessBuilder("/bin/sh", "-c", "for d in B*ume a*; do : > \"$d/x\"; done")
                .directory(root.toFile())
                .start()
                .waitFor();
        assertThat(pump())
                .filteredOn(access -> access.operation().equals("create"))
                .hasSize(2)
                .allMatch(access -> Files.isRegularFile(access.path()));
    }

    @Test
    void tellsNothingOfTheFirstLookOfAnotherWatchOverTheSameFiles() throws IOException {
        AtomicLong now = new AtomicLong();
        SharedDirectory shared = new SharedDirectory(root, new OwnFootprints(Set.of(), now::get));
        try (DirectoryTree one = new DirectoryTree(shared, accesses::add)) {
            while (one.round(Duration.ZERO)) {}
            now.addAndGet(Duration.ofMinutes(1).toNanos());
            try (DirectoryTree other = new DirectoryTree(shared, access -> {})) {
                while (other.round(Duration.ZERO)) {}
                ChangedFiles changes = new ChangedFiles(shared, access -> {});
                changes.close();
                while (one.round(Duration.ZERO)) {}
                assertThat(accesses).isEmpty();
            }
            list(root.resolve("music"));
            now.addAndGet(Duration.ofMinutes(1).toNanos());
            while (one.round(Duration.ZERO)) {}
            assertThat(accesses).containsOnly(access("list", "music"));
        }
    }

    @Test
    void aSecondOpeningDuringItsOwnListingIsSomebodyElses() {
        OwnListing own = new OwnListing(7, 3, "films");
        int opened = LinuxInotify.IN_OPEN | LinuxInotify.IN_ISDIR;
        int read = LinuxInotify.IN_ACCESS | LinuxInotify.IN_ISDIR;
        assertThat(own.explains(new InotifyEvent(3, opened, "films"))).isTrue();
        assertThat(own.explains(new InotifyEvent(7, opened, ""))).isTrue();
        assertThat(own.explains(new InotifyEvent(7, read, ""))).isTrue();
        assertThat(own.explains(new InotifyEvent(7, opened, ""))).isFalse();
        assertThat(own.explains(new InotifyEvent(3, opened, "films"))).isFalse();
        assertThat(own.explains(new InotifyEvent(3, opened, "music"))).isFalse();
        assertThat(own.explains(new InotifyEvent(7, LinuxInotify.IN_OPEN, "a.mkv"))).isFalse();
        assertThat(
                        own.explains(
                                new InotifyEvent(
                                        7, LinuxInotify.IN_CREATE | LinuxInotify.IN_ISDIR, "x")))
                .isFalse();
    }

    @Test
    void explainsTheLimitAndGoesRoundWhatMayNotBeRead() throws Exception {
        for (int i = 0; i < 10; i++) {
            Files.createDirectory(root.resolve("films/" + i));
        }
        // A user namespace has a limit of its own, and no power over files of strangers.
        Path closed = Files.createDirectory(root.resolve("closed"));
        boolean mine =
                new ProcessBuilder("chown", "12345", closed.toString()).start().waitFor() == 0
                        && new ProcessBuilder("chmod", "700", closed.toString()).start().waitFor()
                                == 0;
        Process child =
                new ProcessBuilder(
                                "unshare",
                                "--user",
                                "--map-root-user",
                                "/bin/sh",
                                "-c",
                                "echo 6 >/proc/sys/user/max_inotify_watches && exec \"$@\"",
                                "sh",
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                DirectoryTreeMain.class.getName(),
                                root.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assumeTrue(
                mine && output.contains("looked"),
                "skipped: user namespaces cannot be made here: " + output);

        assertThat(output)
                .contains("8 of 14 directories are not watched")
                .contains("allows this user " + limit("max_user_watches") + " inotify watches")
                .contains("sysctl fs.inotify.max_user_watches=")
                .containsOnlyOnce("Directory is not watched, because it may not be read")
                .contains("directory=" + closed);
    }

    @Test
    void endsItsWatchesWhenItIsClosed() throws IOException {
        long watches = watches();
        tree.close();
        await().untilAsserted(() -> assertThat(watches()).isEqualTo(watches - 4));
        tree.close();
    }
}
