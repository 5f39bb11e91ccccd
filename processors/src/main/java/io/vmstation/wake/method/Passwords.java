package io.vmstation.wake.method;

import io.vmstation.node.Node;
import io.vmstation.node.SecureOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads SecureOn passwords from their files, anew for each packet, and forgets them. */
final class Passwords {
    private static final long LONGEST_FILE = 1024;

    private Passwords() {}

    /**
     * The password of {@code node}, if it has one.
     *
     * @throws IOException with one clause that names the file and never its content
     */
    static Optional<SecureOn> of(Node node) throws IOException {
        Optional<Path> file = node.wake().secureOnFile();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (Files.size(file.get()) > LONGEST_FILE) {
                throw new IOException("it is too long");
            }
            return Optional.of(SecureOn.parse(Files.readString(file.get())));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "the SecureOn password could not be read from "
                            + file.get()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }
}
