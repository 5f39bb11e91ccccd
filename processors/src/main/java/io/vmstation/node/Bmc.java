package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * The baseboard management controller of a node.
 *
 * @param address literal IP address
 * @param port UDP, by custom 623
 * @param user the login
 * @param passwordFile holds the password, its first line counts
 * @param cipherSuites IPMI 2.0 cipher suites to try, in order
 */
public record Bmc(
        String address, int port, String user, Path passwordFile, List<Integer> cipherSuites) {
    public Bmc {
        requireNonNull(address, "address is null");
        requireNonNull(user, "user is null");
        requireNonNull(passwordFile, "passwordFile is null");
        cipherSuites = List.copyOf(cipherSuites);
    }
}
