package io.vmstation.exec;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs programs as child processes, found on {@code PATH} and in {@code /usr/sbin} and {@code
 * /sbin}. Two threads look after all of them, and at most 32 run at once; the others wait, within
 * their time limit, for their turn.
 *
 * <p>A program counts as ended when its own process has, even if something that it left behind
 * still holds its output open.
 */
public final class LocalCommands implements Commands, AutoCloseable {
    private static final int THREADS = 2;
    private static final int AT_ONCE = 32;
    private static final String STOPPING = "VMStation is stopping";

    private final ProgramSearch programs;
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final Set<RunningCommand> active = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor executor;

    /** Searches where {@code PATH} of this process says. */
    public LocalCommands() {
        this(ProgramSearch.ofThisProcess());
    }

    LocalCommands(ProgramSearch programs) {
        this.programs = requireNonNull(programs, "programs is null");
        AtomicInteger number = new AtomicInteger();
        executor =
                new ScheduledThreadPoolExecutor(
                        THREADS,
                        task -> {
                            Thread thread = new Thread(task, "command-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Whether there is a program of that name or absolute path. */
    public boolean has(String program) {
        return programs.find(program).isPresent();
    }

    @Override
    public CompletableFuture<CommandResult> run(
            List<String> arguments, Map<String, String> environment, Duration timeLimit) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("no program to run");
        }
        Optional<Path> program = programs.find(arguments.get(0));
        if (program.isEmpty()) {
            return CompletableFuture.completedFuture(new NotInstalled(arguments.get(0)));
        }
        RunningCommand command =
                new RunningCommand(
                        process(program.get(), arguments, environment), timeLimit, turns, executor);
        active.removeIf(RunningCommand::hasEnded);
        active.add(command);
        try {
            executor.execute(command::step);
        } catch (RejectedExecutionException e) {
            command.abandon(STOPPING);
        }
        return command.result();
    }

    /** Kills what still runs. */
    @Override
    public void close() {
        executor.shutdown();
        List.copyOf(active).forEach(command -> command.abandon(STOPPING));
    }

    private ProcessBuilder process(
            Path program, List<String> arguments, Map<String, String> environment) {
        List<String> line = new ArrayList<>(arguments);
        line.set(0, program.toString());
        ProcessBuilder process = new ProcessBuilder(line);
        process.redirectInput(Path.of("/dev/null").toFile());
        process.environment().put("LC_ALL", "C");
        process.environment().put("PATH", programs.asPath());
        process.environment().putAll(environment);
        return process;
    }
}
