package io.vmstation.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** Looks into a file that holds a secret without keeping or showing it. */
final class SecretFile {
    private final ConfigFiles files;
    private final Problems problems;

    SecretFile(ConfigFiles files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /**
     * The path, resolved beside {@code folder}; what is wrong with the file is reported.
     *
     * @param content reads the secret and says what is wrong with it
     */
    Path check(Located<String> written, Path folder, Parser<?> content) {
        Path file = files.resolve(folder, written.value());
        Optional<String> text = files.read(file, written.place(), written.text(), problems);
        if (text.isPresent()) {
            try {
                var unused = content.parse(text.get());
            } catch (IllegalArgumentException e) {
                problems.report(
                        written.place(), written.text(), "holds a text that " + e.getMessage());
            }
            warnIfOpen(written, file);
        }
        return file;
    }

    /** The first line of a file with a password or a token. */
    static String firstLine(String text) {
        return text.lines()
                .findFirst()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "begins with an empty line: write the secret into the"
                                                + " first one"));
    }

    private void warnIfOpen(Located<String> written, Path file) {
        if (isReadableByAll(file)) {
            problems.warn(
                    written.place(),
                    written.text(),
                    "can be read by every user of this machine: chmod 600 it");
        }
    }

    static boolean isReadableByAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
