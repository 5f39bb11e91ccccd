package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How we log in to a node.
 *
 * @param user the login
 * @param port 1 to 65535
 * @param privateKeyFile an OpenSSH private key; absent: the user's default keys
 */
public record SshAccess(String user, int port, Optional<Path> privateKeyFile) {
    public SshAccess {
        requireNonNull(user, "user is null");
        requireNonNull(privateKeyFile, "privateKeyFile is null");
    }
}
