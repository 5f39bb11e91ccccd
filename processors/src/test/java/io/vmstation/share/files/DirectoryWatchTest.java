package io.vmstation.share.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.share.signal.ShareEvent;
import io.vmstation.share.signal.Signal;
import io.vmstation.share.signal.Watch;
import io.vmstation.share.signal.WatchStatus;
import io.vmstation.share.signal.WatchStatus.Sight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ways of watching a directory. */
@EnabledOnOs(OS.LINUX)
class DirectoryWatchTest {
    @TempDir private Path folder;
    private final List<ShareEvent> events = new ArrayList<>();
    private Watch watch =
            DirectoryWatch.ofAccesses(Path.of("/"), new OwnFootprints(Set.of()), events::add);

    private Watch watch(Signal signal, Path directory, Path... own) {
        watch =
                signal == Signal.ACCESS
                        ? DirectoryWatch.ofAccesses(
                                directory, new OwnFootprints(Set.of(own)), events::add)
                        : DirectoryWatch.ofChanges(
                                directory, new OwnFootprints(Set.of(own)), events::add);
        return watch;
    }

    @AfterEach
    void close() {
        watch.close();
    }

    /** A watch is confined to one thread. */
    private static ConditionFactory soon() {
        return await().pollInSameThread().pollInterval(Duration.ofMillis(1));
    }

    private void awaitSight(Sight sight) {
        soon().until(() -> status().sight() == sight);
    }

    private WatchStatus status() throws InterruptedException {
        watch.round(Duration.ofMillis(20));
        return watch.status();
    }

    /** Makes a file and waits until it is told of. */
    private void awaitSeen(Path directory) throws IOException {
        events.clear();
        Path file = Files.createTempFile(directory, "seen", "");
        soon().until(
                        () -> {
                            watch.round(Duration.ofMillis(20));
                            return events.stream()
                                    .anyMatch(event -> event.path().equals(file.toString()));
                        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"ACCESS", "CHANGE"})
    void seesWhatHappensBelowTheDirectory(Signal signal) throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a/b"));
        watch(signal, folder);
        awaitSight(Sight.WHOLE);
        awaitSeen(deep);
        assertThat(events).allMatch(event -> event.source().equals(folder.toString()));
        assertThat(events).allMatch(event -> event.signal() == signal);

        awaitSeen(Files.createDirectories(folder.resolve("new/dir")));
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"ACCESS", "CHANGE"})
    void saysThatTheDirectoryIsNotThereAndBeginsWhenItIs(Signal signal) throws IOException {
        Path late = folder.resolve("late");
        watch(signal, late);
        awaitSight(Sight.NOTHING);
        assertThat(watch.status().text()).isEqualTo("the directory " + late + " is not there");

        Files.createDirectory(late);
        awaitSight(Sight.WHOLE);
        awaitSeen(late);
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"ACCESS", "CHANGE"})
    void noticesThatTheDirectoryIsRemovedAndThatItIsBack(Signal signal) throws IOException {
        Path share = Files.createDirectory(folder.resolve("share"));
        watch(signal, share);
        awaitSight(Sight.WHOLE);

        Files.delete(share);
        awaitSight(Sight.NOTHING);
        Files.createDirectory(share);
        awaitSight(Sight.WHOLE);
        awaitSeen(share);
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"ACCESS", "CHANGE"})
    void noticesThatThePathLeadsToAnotherDirectory(Signal signal) throws IOException {
        Path share = Files.createDirectory(folder.resolve("share"));
        watch(signal, share);
        awaitSight(Sight.WHOLE);

        Files.move(share, folder.resolve("old"));
        Files.createDirectory(share);
        soon().untilAsserted(
                        () -> {
                            events.clear();
                            Files.createTempFile(share, "x", "");
                            watch.round(Duration.ofMillis(20));
                            watch.round(Duration.ofMillis(20));
                            assertThat(events)
                                    .anyMatch(event -> event.operation().equals("create"));
                        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"ACCESS", "CHANGE"})
    void followsAMountAndItsEnd(Signal signal) throws Exception {
        Path share = Files.createDirectory(folder.resolve("share"));
        watch(signal, share);
        awaitSight(Sight.WHOLE);
        assumeTrue(
                run("mount", "-t", "tmpfs", "none", share.toString()),
                "skipped: mounting needs root");
        try {
            soon().untilAsserted(() -> assertSeen(share));
        } finally {
            assertThat(run("umount", share.toString())).isTrue();
        }
        soon().untilAsserted(() -> assertSeen(share));
    }

    private void assertSeen(Path share) throws IOException, InterruptedException {
        events.clear();
        Files.createTempFile(share, "x", "");
        watch.round(Duration.ofMillis(50));
        watch.round(Duration.ofMillis(50));
        assertThat(events).anyMatch(event -> event.operation().equals("create"));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"ACCESS", "CHANGE"})
    void aFileIsNoDirectory(Signal signal) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        watch(signal, file);
        awaitSight(Sight.NOTHING);
        assertThat(watch.status().text()).isEqualTo(file + " is not a directory");
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"ACCESS", "CHANGE"})
    void seesNothingOfItsOwnFolders(Signal signal) throws IOException {
        Path state = Files.createDirectories(folder.resolve("home/state"));
        watch(signal, folder, state, folder);
        awaitSight(Sight.WHOLE);
        Files.createFile(state.resolve("vmstation.db"));
        awaitSeen(folder);
        assertThat(events).noneMatch(event -> event.path().startsWith(state.toString()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"CHANGE"})
    void readingIsNoChange(Signal signal) throws IOException {
        Path film = Files.writeString(folder.resolve("film"), "film");
        watch(signal, folder);
        awaitSight(Sight.WHOLE);
        assertThat(Files.readString(film)).isEqualTo("film");
        awaitSeen(folder);
        assertThat(events).noneMatch(event -> event.path().equals(film.toString()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"ACCESS", "CHANGE"})
    void seesDirectoriesAgainThatAFloodMayHaveHidden(Signal signal) throws IOException {
        watch(signal, folder);
        awaitSight(Sight.WHOLE);
        for (int i = 0; i < 6000; i++) {
            Files.createFile(folder.resolve("flood" + i));
        }
        Path hidden = Files.createDirectories(folder.resolve("hidden/in/the/flood"));
        soon().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertSeen(hidden));
    }
}
