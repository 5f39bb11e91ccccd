package io.vmstation.share.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes. */
@EnabledOnOs(OS.LINUX)
class ProgramsAtWorkTest {
    @TempDir private Path share;
    @TempDir private Path elsewhere;
    private final Deque<Process> running = new ArrayDeque<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : running) {
            end(process);
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private Process start(Path folder, String... command) throws IOException {
        Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
        running.add(process);
        return process;
    }

    /** A program of some name that has a folder as its working directory, or a file open. */
    private Process named(String name, String program, Path folder, String... arguments)
            throws IOException {
        Path copy = elsewhere.resolve(name);
        if (!Files.exists(copy)) {
            Files.copy(Path.of(program).toRealPath(), copy);
            assertThat(copy.toFile().setExecutable(true)).isTrue();
        }
        String[] command = new String[arguments.length + 1];
        command[0] = copy.toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return start(folder, command);
    }

    private ProgramsAtWork programs(String... ignored) {
        return new ProgramsAtWork(share, List.of(ignored));
    }

    @Test
    void aRealFindExplainsAccessesUntilShortlyAfterItsEnd() throws Exception {
        Files.createFile(share.resolve("film"));
        ProgramsAtWork programs = programs("updatedb", "find");
        assertThat(programs.explain()).isFalse();

        Process find =
                start(
                        elsewhere,
                        "find",
                        share.toString(),
                        "-mindepth",
                        "1",
                        "-exec",
                        "sleep",
                        "60",
                        ";");
        await().until(programs::explain);
        end(find);
        assertThat(programs.explain()).isTrue();
        await().atMost(Duration.ofSeconds(10)).until(() -> !programs.explain());
    }

    @Test
    void aProgramThatIsElsewhereExplainsNothing() throws Exception {
        ProgramsAtWork programs = programs("updatedb");
        Process updatedb = named("updatedb", "/bin/sleep", elsewhere, "60");
        awaitName(updatedb, "updatedb");
        assertThat(programs.explain()).isFalse();
    }

    @Test
    void knowsNamesThatTheKernelCuts() throws Exception {
        ProgramsAtWork programs = programs("tracker-miner-fs-3");
        Process miner = named("tracker-miner-fs-3", "/bin/sleep", share, "60");
        awaitName(miner, "tracker-miner-f");
        assertThat(programs.explain()).isTrue();
    }

    @Test
    void anotherProgramExplainsNothing() throws Exception {
        ProgramsAtWork programs = programs("updatedb");
        Process player = named("player", "/bin/sleep", share, "60");
        awaitName(player, "player");
        assertThat(programs.explain()).isFalse();
    }

    @Test
    void seesThroughALinkToTheDirectory() throws Exception {
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), share);
        ProgramsAtWork programs = new ProgramsAtWork(link, List.of("updatedb"));
        Process updatedb = named("updatedb", "/bin/sleep", share, "60");
        awaitName(updatedb, "updatedb");
        assertThat(programs.explain()).isTrue();
    }

    @Test
    void aFileServerThatOpensSomethingMeanwhileIsNotOverlooked() throws Exception {
        Path film = Files.createFile(share.resolve("film"));
        ProgramsAtWork programs = programs("updatedb");
        Process idle = named("smbd", "/usr/bin/tail", elsewhere, "-f", film.toString());
        awaitOpen(idle, film);
        programs.refresh();
        Process updatedb = named("updatedb", "/bin/sleep", share, "60");
        awaitName(updatedb, "updatedb");
        assertThat(programs.explain()).isTrue();

        Path other = Files.createFile(share.resolve("other"));
        Process busy = named("smbd", "/usr/bin/tail", elsewhere, "-f", other.toString());
        awaitOpen(busy, other);
        await().until(() -> !programs.explain());
        // The same files, open as before, are no news.
        await().until(programs::explain);
    }

    @Test
    void askedForNoProgramsItLooksForNone() {
        assertThat(programs().explain()).isFalse();
    }

    private static void awaitName(Process process, String name) {
        Path comm = Path.of("/proc", Long.toString(process.pid()), "comm");
        await().until(() -> Files.readString(comm).strip().equals(name));
    }

    private static void awaitOpen(Process process, Path file) {
        Path descriptors = Path.of("/proc", Long.toString(process.pid()), "fd");
        await().ignoreExceptions()
                .until(
                        () -> {
                            try (var open = Files.list(descriptors)) {
                                return open.anyMatch(d -> leadsTo(d, file));
                            }
                        });
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException e) {
            return false;
        }
    }
}
