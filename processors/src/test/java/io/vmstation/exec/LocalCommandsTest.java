package io.vmstation.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCommandsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final LocalCommands commands = new LocalCommands();

    private final Path folder;

    LocalCommandsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() {
        commands.close();
    }

    @Test
    void tellsExitCodeOutputAndErrorsApart() throws IOException {
        Path script = script("echo out", "echo err >&2", "exit 3");

        assertThat(run(LONG, "sh", script.toString())).isEqualTo(new Exited(3, "out\n", "err\n"));
    }

    @Test
    void passesArgumentsAsTheyAre() {
        assertThat(run(LONG, "printf", "%s|", "two words", "$HOME", "*", "; true"))
                .isEqualTo(new Exited(0, "two words|$HOME|*|; true|", ""));
    }

    @Test
    void givesTheProgramNothingToRead() {
        assertThat(run(LONG, "cat")).isEqualTo(new Exited(0, "", ""));
    }

    @Test
    void speaksThePlainLocaleAndAddsToTheEnvironment() throws IOException {
        Path script = script("echo \"$LC_ALL $GREETING\"");

        assertThat(
                        commands.run(
                                List.of("sh", script.toString()),
                                Map.of("GREETING", "hello"),
                                LONG))
                .succeedsWithin(LONG)
                .isEqualTo(new Exited(0, "C hello\n", ""));
    }

    @Test
    void findsAdministrationProgramsThatPathLacks() {
        assertThat(ProgramSearch.ofThisProcess().folders())
                .contains(Path.of("/usr/sbin"), Path.of("/sbin"));
    }

    @Test
    void namesAProgramThatIsNotThere() throws IOException {
        Path notExecutable = script("exit 0");

        assertThat(run(LONG, "no-such-program", "x"))
                .isEqualTo(new NotInstalled("no-such-program"));
        assertThat(run(LONG, "/nowhere/ping")).isEqualTo(new NotInstalled("/nowhere/ping"));
        assertThat(run(LONG, notExecutable.toString())).isInstanceOf(NotInstalled.class);
    }

    @Test
    void saysWhyAProgramCannotBeRun() throws IOException {
        Path script = script("exit 0");
        Files.writeString(script, "#!/no/such/interpreter\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();

        assertThat(run(LONG, script.toString()))
                .isInstanceOfSatisfying(
                        Failed.class, it -> assertThat(it.reason()).contains(script.toString()));
    }

    @Test
    void refusesToRunNothing() {
        assertThatThrownBy(() -> commands.run(List.of(), LONG))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void killsAProgramAndItsChildrenAtTheTimeLimit() throws IOException {
        Path pid = folder.resolve("pid");
        Path script = script("sleep 1000 &", "echo $! >'" + pid + "'", "wait");

        assertThat(run(SHORT, "sh", script.toString())).isEqualTo(new TimedOut(SHORT));

        assertGone(Files.readString(pid));
    }

    @Test
    void doesNotWaitForWhatAProgramLeftBehind() throws IOException {
        Path script = script("sleep 1000 &", "echo $!");

        CommandResult result = run(LONG, "sh", script.toString());

        assertThat(result).isInstanceOf(Exited.class);
        String pid = ((Exited) result).output();
        assertThat(handle(pid)).isPresent();
        handle(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void keepsTheBeginningOfALongOutput() {
        CommandResult result = run(LONG, "seq", "1", "200000");

        assertThat(result)
                .isInstanceOfSatisfying(
                        Exited.class,
                        it -> {
                            assertThat(it.code()).isZero();
                            assertThat(it.output())
                                    .startsWith("1\n2\n3\n")
                                    .hasSize(BoundedOutput.LIMIT);
                        });
    }

    @Test
    void endsAProgramThatPrintsForEver() {
        assertThat(run(SHORT, "yes")).isEqualTo(new TimedOut(SHORT));
    }

    @Test
    void looksAfterManyProgramsWithTwoThreads() {
        List<CompletableFuture<CommandResult>> results = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            results.add(commands.run(List.of("sleep", "0.2"), LONG));
        }

        assertThat(results)
                .allSatisfy(
                        it -> assertThat(it).succeedsWithin(LONG).isEqualTo(new Exited(0, "", "")));
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("command-"))
                .hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void killsAProgramThatNobodyWaitsForAnyMore() throws IOException {
        Path pid = folder.resolve("pid");
        Path script = script("echo $$ >'" + pid + "'", "exec sleep 1000");
        CompletableFuture<CommandResult> result =
                commands.run(List.of("sh", script.toString()), LONG);
        await().until(() -> Files.exists(pid) && Files.size(pid) > 0);

        result.cancel(false);

        assertGone(Files.readString(pid));
    }

    @Test
    void killsWhatStillRunsWhenItIsClosed() throws IOException {
        Path pid = folder.resolve("pid");
        Path script = script("echo $$ >'" + pid + "'", "exec sleep 1000");
        CompletableFuture<CommandResult> result =
                commands.run(List.of("sh", script.toString()), LONG);
        await().until(() -> Files.exists(pid) && Files.size(pid) > 0);

        commands.close();

        assertThat(result).succeedsWithin(LONG).isInstanceOf(Failed.class);
        assertThat(run(LONG, "true")).isInstanceOf(Failed.class);
        assertGone(Files.readString(pid));
    }

    private CommandResult run(Duration timeLimit, String... arguments) {
        return commands.run(List.of(arguments), timeLimit).join();
    }

    private Path script(String... lines) throws IOException {
        return Files.write(Files.createTempFile(folder, "script", ""), List.of(lines));
    }

    private static void assertGone(String pid) {
        await().untilAsserted(
                        () -> assertThat(handle(pid).filter(ProcessHandle::isAlive)).isEmpty());
    }

    private static Optional<ProcessHandle> handle(String pid) {
        return ProcessHandle.of(Long.parseLong(pid.strip()));
    }
}
