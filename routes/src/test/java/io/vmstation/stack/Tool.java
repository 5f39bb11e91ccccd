package io.vmstation.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs that know the formats better than we do. */
final class Tool {
    private static final int MINUTES = 5;
    private static final List<String> FOLDERS =
            List.of("/usr/bin", "/usr/local/bin", "/bin", "/usr/sbin", "/sbin");

    private Tool() {}

    /** What a program left behind; {@code output} is of both its outputs. */
    record Done(int exit, String output) {
        String orFail() {
            if (exit != 0) {
                throw new AssertionError("exit code " + exit + ":\n" + output);
            }
            return output;
        }
    }

    static boolean isThere(String command) {
        return FOLDERS.stream().anyMatch(each -> Files.isExecutable(Path.of(each, command)));
    }

    static Done run(String... command) {
        try {
            Path output = Files.createTempFile("tool", ".out");
            try {
                Process process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile())
                                .start();
                process.getOutputStream().close();
                if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new AssertionError("not finished in time: " + List.of(command));
                }
                return new Done(
                        process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + List.of(command), e);
        }
    }
}
