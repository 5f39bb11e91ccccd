package io.vmstation.ipmi.push;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * What a receiver is shown so that it lets us in. Secrets are read from their file each time, so a
 * new one counts at once, and are never kept.
 */
sealed interface Login {

    /** Nothing is shown. */
    record None() implements Login {
        @Override
        public Optional<Shown> read() {
            return Optional.empty();
        }
    }

    /**
     * A name and a password, RFC 7617.
     *
     * @param user without a colon
     * @param passwordFile its first line is the password
     */
    record Basic(String user, Path passwordFile) implements Login {
        @Override
        public Optional<Shown> read() throws IOException {
            String password = firstLine(passwordFile, "the password file");
            String pair =
                    Base64.getEncoder()
                            .encodeToString(
                                    (user + ":" + password).getBytes(StandardCharsets.UTF_8));
            return Optional.of(new Shown("Basic " + pair, password));
        }
    }

    /**
     * A token, RFC 6750.
     *
     * @param tokenFile its first line is the token
     */
    record Bearer(Path tokenFile) implements Login {
        @Override
        public Optional<Shown> read() throws IOException {
            String token = firstLine(tokenFile, "the token file");
            if (!token.chars().allMatch(c -> c > ' ' && c < DELETE)) {
                throw new IOException(
                        "the token file " + tokenFile + " holds characters no token can have");
            }
            return Optional.of(new Shown("Bearer " + token, token));
        }
    }

    /** The largest file that is read. */
    int LONGEST = 64 * 1024;

    /** The character after the last visible one of ASCII. */
    int DELETE = 127;

    /**
     * Reads the secret.
     *
     * @return what to show; nothing when that is not wanted
     * @throws IOException with one clause that names the file, when it cannot be used
     */
    Optional<Shown> read() throws IOException;

    /** For one request. Never shows in a log or an error. */
    final class Shown {
        private final String header;
        private final String secret;

        private Shown(String header, String secret) {
            this.header = requireNonNull(header, "header is null");
            this.secret = requireNonNull(secret, "secret is null");
        }

        /** The value of the header {@code Authorization}. */
        String header() {
            return header;
        }

        /** A text of a receiver without the secret, should it have said it back. */
        String removedFrom(String text) {
            String credentials = header.substring(header.indexOf(' ') + 1);
            return text.replace(credentials, "***").replace(secret, "***");
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    private static String firstLine(Path file, String kind) throws IOException {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IOException(kind + " " + file + " cannot be read", e);
        }
        return text.lines()
                .findFirst()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .orElseThrow(() -> new IOException(kind + " " + file + " has no first line"));
    }
}
