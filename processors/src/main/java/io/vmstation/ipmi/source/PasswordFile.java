package io.vmstation.ipmi.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file whose first line is a password. */
final class PasswordFile {
    /** IPMI 2.0 has passwords of 20 bytes at most (section 22.30); the rest is to say so. */
    private static final int LONGEST = 1024;

    private PasswordFile() {}

    /**
     * Reads it.
     *
     * @throws IOException with one clause that names the file and nothing of its content
     */
    static Password read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw unreadable(file, Files.exists(file) ? "it is no file" : "there is no such file");
        }
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file");
        } catch (AccessDeniedException e) {
            throw unreadable(file, "this process may not read it");
        } catch (IOException e) {
            throw unreadable(file, e.getClass().getSimpleName());
        }
        return new Password(
                text.lines()
                        .findFirst()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .orElseThrow(() -> unreadable(file, "its first line is empty")));
    }

    private static IOException unreadable(Path file, String reason) {
        return new IOException("the password cannot be read from " + file + ": " + reason);
    }
}
