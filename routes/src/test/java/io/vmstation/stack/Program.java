package io.vmstation.stack;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a program of a Debian package says about a file. */
record Program(int exit, String output) {
    private static final long MINUTES = 2;

    /** Runs it, in that folder, to its end; skips the test loudly when it is not there. */
    static Program run(Path folder, String debianPackage, List<String> command) {
        Path place = Path.of("/usr/bin", command.get(0));
        assumeTrue(Files.isExecutable(place), "skipped, missing package: " + debianPackage);
        try {
            Path output = Files.createTempFile("program", ".out");
            try {
                Process process =
                        new ProcessBuilder(command)
                                .directory(folder.toFile())
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile())
                                .start();
                if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new AssertionError("not finished in time: " + command);
                }
                return new Program(process.exitValue(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + command, e);
        }
    }
}
