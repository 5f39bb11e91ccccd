package io.vmstation.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands in one network namespace, as argument lists. Thread-safe.
 *
 * @param name as {@code ip netns list} shows it
 */
public record Namespace(String name) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Runs a command to its end, for at most a minute. */
    public Finished run(String... command) {
        return run(List.of(command));
    }

    /** Runs a command to its end, for at most a minute. */
    public Finished run(List<String> command) {
        return finish(new ProcessBuilder(inside(command)));
    }

    /** Starts a command; both its outputs go to the end of {@code log}. */
    public Process start(Path log, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(inside(command));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command of the machine that the tests run on, outside of all namespaces. */
    static Finished outside(String... command) {
        return finish(new ProcessBuilder(command));
    }

    private List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(command);
        return all;
    }

    private static Finished finish(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> errors = Beside.run(() -> text(process.getErrorStream()));
            CompletableFuture<String> output = Beside.run(() -> text(process.getInputStream()));
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("not finished in " + PATIENCE + ": " + builder.command());
            }
            return new Finished(process.exitValue(), output.join(), errors.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + builder.command(), e);
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
