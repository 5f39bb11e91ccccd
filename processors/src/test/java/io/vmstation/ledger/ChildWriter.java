package io.vmstation.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A process of its own that runs {@link LedgerWriterMain}, and what it has printed. */
final class ChildWriter implements AutoCloseable {
    final Process process;
    final Set<Long> written = new ConcurrentSkipListSet<>();
    final Set<Long> lost = new ConcurrentSkipListSet<>();
    final CountDownLatch ready = new CountDownLatch(1);
    private final CompletableFuture<Void> heardOut;

    ChildWriter(Path folder) throws IOException {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xshare:auto",
                                "-cp",
                                classPath,
                                LedgerWriterMain.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        heardOut =
                CompletableFuture.runAsync(
                        this::listen, task -> new Thread(task, "child-listener").start());
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void note(String line) {
        if (line.equals("ready")) {
            ready.countDown();
        } else if (line.matches("written \\d+")) {
            written.add(Long.valueOf(line.substring("written ".length())));
        } else if (line.matches("lost \\d+")) {
            lost.add(Long.valueOf(line.substring("lost ".length())));
        }
    }

    /** Kills it with SIGKILL and gives back every number that it had reported as written. */
    Set<Long> kill() {
        close();
        return new TreeSet<>(written);
    }

    @Override
    public void close() {
        // Through the handle, because the process itself would close its output before it is read.
        process.toHandle().destroyForcibly();
        process.onExit().join();
        heardOut.join();
    }
}
