package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The baseboard management controller of a node.
 *
 * @param access how it is reached
 * @param polling how its sensors are read
 */
public record Bmc(Access access, BmcPolling polling) {
    public Bmc {
        requireNonNull(access, "access is null");
        requireNonNull(polling, "polling is null");
    }

    /** How it is reached over the network, if it is. */
    public Optional<Lan> lan() {
        return access instanceof Lan lan ? Optional.of(lan) : Optional.empty();
    }

    /** How a BMC is reached. */
    public sealed interface Access {}

    /**
     * Over the network, by RMCP+ of IPMI 2.0. It answers while its node is off, too.
     *
     * @param address literal IP address
     * @param port UDP, by custom 623
     * @param user the login
     * @param passwordFile holds the password, its first line counts
     * @param cipherSuites IPMI 2.0 cipher suites to try, in order; not empty
     * @param privilege what reading asks for; an order to the chassis asks for operator at least
     */
    public record Lan(
            String address,
            int port,
            String user,
            Path passwordFile,
            List<Integer> cipherSuites,
            Privilege privilege)
            implements Access {
        public Lan {
            requireNonNull(address, "address is null");
            requireNonNull(user, "user is null");
            requireNonNull(passwordFile, "passwordFile is null");
            cipherSuites = List.copyOf(cipherSuites);
            requireNonNull(privilege, "privilege is null");
        }
    }

    /**
     * By the operating system of the node itself: on this machine directly, on any other by SSH. It
     * answers only while the node is awake.
     */
    public record InBand() implements Access {}

    /** Privilege levels of a session, IPMI 2.0 section 6.8, least first. */
    public enum Privilege {
        USER,
        OPERATOR,
        ADMINISTRATOR
    }
}
