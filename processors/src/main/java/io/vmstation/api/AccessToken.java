package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token that callers must show, as it stands in a file: read again when the file changes.
 * Nobody gets in while the file cannot be used. The token itself is never kept, shown or logged.
 * Thread-safe.
 */
public final class AccessToken {
    /** So that it cannot be guessed. */
    static final int SHORTEST = 16;

    private static final Logger log = LoggerFactory.getLogger(AccessToken.class);
    private static final int LONGEST = 4096;
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private final Path file;
    private volatile @Nullable Reading latest;

    /** What tells one version of the file from another. */
    private record Version(
            FileTime modified,
            long size,
            @Nullable Object key,
            Set<PosixFilePermission> permissions) {}

    /** One reading: the digest, or why there is none. */
    private record Reading(
            @Nullable Version version, @Nullable String digest, @Nullable String problem) {}

    /** Reads {@code file} when it is first asked. */
    public AccessToken(Path file) {
        this.file = requireNonNull(file, "file is null");
    }

    /** What is wrong with the file now, one sentence that names it and the remedy. */
    public Optional<String> problem() {
        return Optional.ofNullable(read().problem());
    }

    /** Whether this is the token. Takes as long for a wrong one as for the right one. */
    public boolean admits(String shown) {
        String expected = read().digest();
        return expected != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.US_ASCII),
                        digest(shown).getBytes(StandardCharsets.US_ASCII));
    }

    private Reading read() {
        Reading known = latest;
        try {
            Version version = version();
            if (known != null && version.equals(known.version())) {
                return known;
            }
            return keep(known, reading(version));
        } catch (NoSuchFileException e) {
            return keep(known, unusable(null, "is not there: create it, or correct the path"));
        } catch (IOException e) {
            return keep(known, unusable(null, "cannot be read (" + e + "): let its owner read it"));
        }
    }

    private Reading keep(@Nullable Reading known, Reading next) {
        if (known != null && next.problem() == null) {
            log.info("The token of the API was read again: file={}", file);
        } else if (known != null && !Objects.equals(next.problem(), known.problem())) {
            log.error("Nobody is let in: {}", next.problem());
        }
        latest = next;
        return next;
    }

    private Version version() throws IOException {
        PosixFileAttributes found = Files.readAttributes(file, PosixFileAttributes.class);
        return new Version(
                found.lastModifiedTime(), found.size(), found.fileKey(), found.permissions());
    }

    private Reading reading(Version version) throws IOException {
        if (version.permissions().stream().anyMatch(OF_OTHERS::contains)) {
            return unusable(version, "can be read by others than its owner: run chmod 600 " + file);
        }
        if (version.size() > LONGEST) {
            return unusable(version, "is longer than " + LONGEST + " bytes: write one line to it");
        }
        String token = text().strip();
        if (token.isEmpty()) {
            return unusable(version, "is empty: write the token to it");
        }
        if (token.length() < SHORTEST || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            return unusable(
                    version,
                    "holds no usable token: write one of at least "
                            + SHORTEST
                            + " letters and digits to it");
        }
        return new Reading(version, digest(token), null);
    }

    private String text() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        }
    }

    private Reading unusable(@Nullable Version version, String what) {
        return new Reading(version, null, "the token file " + file + " of api.token-file " + what);
    }

    /** Digests are of one length: comparing them tells nothing of the token's own. */
    private static String digest(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
