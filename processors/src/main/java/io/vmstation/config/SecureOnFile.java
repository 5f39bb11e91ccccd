package io.vmstation.config;

import io.vmstation.node.SecureOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** Looks into a file with a SecureOn password without keeping or showing it. */
final class SecureOnFile {
    private final ConfigFiles files;
    private final Problems problems;

    SecureOnFile(ConfigFiles files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /** The path, resolved beside {@code folder}; what is wrong with the file is reported. */
    Path check(Located<String> written, Path folder) {
        Path file = files.resolve(folder, written.value());
        files.read(file, written.place(), written.text(), problems)
                .ifPresent(text -> checkContent(text, written, file));
        return file;
    }

    private void checkContent(String text, Located<String> written, Path file) {
        try {
            SecureOn.parse(text);
        } catch (IllegalArgumentException e) {
            problems.report(written.place(), written.text(), "holds a text that " + e.getMessage());
        }
        if (isReadableByAll(file)) {
            problems.warn(
                    written.place(),
                    written.text(),
                    "can be read by every user of this machine: chmod 600 it");
        }
    }

    private static boolean isReadableByAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
