package io.vmstation.sleep.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads secrets from their files, anew for each look, and forgets them. */
final class SecretFile {
    private static final int LONGEST = 16 * 1024;

    private SecretFile() {}

    /**
     * What {@code file} holds.
     *
     * @throws IOException with one clause that names the file and never its content
     */
    static String read(String file) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new IOException(file + " is too long for what it should hold");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new IOException("there is no file " + file, e);
        } catch (AccessDeniedException e) {
            throw new IOException("this host may not read " + file, e);
        }
    }
}
