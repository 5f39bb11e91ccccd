package io.vmstation.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads text files within bounds and names them as people know them. */
final class ConfigFiles {
    /** No configuration of a homelab is larger. */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private final Optional<Path> home;
    private final Path userHome;

    /**
     * @param home what file names are shown relative to
     * @param userHome what {@code ~} stands for
     */
    ConfigFiles(Optional<Path> home, Path userHome) {
        this.home = home.map(path -> path.toAbsolutePath().normalize());
        this.userHome = userHome;
    }

    /** The name to show. */
    String shown(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return home.filter(absolute::startsWith)
                .map(path -> path.relativize(absolute))
                .orElse(absolute)
                .toString();
    }

    /** Resolves what was written beside {@code folder}; a leading {@code ~/} is the user's home. */
    Path resolve(Path folder, String written) {
        if (written.equals("~") || written.startsWith("~/")) {
            return userHome.resolve(written.substring(Math.min(2, written.length()))).normalize();
        }
        return folder.resolve(written).normalize();
    }

    /** The text of a file, or nothing and a problem at {@code blamed}. */
    Optional<String> read(Path file, Place blamed, Problems problems) {
        return read(file, blamed, "", problems);
    }

    /**
     * The text of a file that {@code written} names, or nothing and a problem at {@code blamed}.
     */
    Optional<String> read(Path file, Place blamed, String written, Problems problems) {
        try {
            return Optional.of(bounded(file));
        } catch (CharacterCodingException e) {
            problems.report(blamed, written, "is not text in UTF-8: save it in this encoding");
        } catch (IOException e) {
            problems.report(blamed, written, "cannot be read: " + reason(file, e));
        }
        return Optional.empty();
    }

    private static String bounded(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it is larger than " + MOST_BYTES + " bytes");
            }
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
    }

    private static String reason(Path file, IOException e) {
        if (Files.notExists(file)) {
            return "there is no such file, create it or correct the path";
        }
        if (Files.isDirectory(file)) {
            return "it is a folder, name a file";
        }
        if (!Files.isReadable(file)) {
            return "permission is denied, let the user of this process read it";
        }
        return String.valueOf(e.getMessage());
    }
}
