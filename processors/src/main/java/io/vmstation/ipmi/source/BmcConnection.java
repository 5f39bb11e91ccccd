package io.vmstation.ipmi.source;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Bmc.Privilege;
import io.vmstation.spi.Commands;
import java.util.List;

/** How a BMC is reached, secrets and all. */
public sealed interface BmcConnection {

    /** Tells BMCs apart: two connections of one key must not be used at once. */
    String key();

    /**
     * Over the network.
     *
     * @param host name or literal IP address
     * @param port UDP
     * @param user the login
     * @param password of that login
     * @param cipherSuites of IPMI 2.0, to try in order
     * @param privilege what to ask for
     */
    record Lan(
            String host,
            int port,
            String user,
            Password password,
            List<Integer> cipherSuites,
            Privilege privilege)
            implements BmcConnection {
        public Lan {
            requireNonNull(host, "host is null");
            requireNonNull(user, "user is null");
            requireNonNull(password, "password is null");
            cipherSuites = List.copyOf(cipherSuites);
            requireNonNull(privilege, "privilege is null");
        }

        @Override
        public String key() {
            return key(host, port);
        }

        static String key(String host, int port) {
            return host + " port " + port;
        }
    }

    /**
     * By the operating system of its machine.
     *
     * @param machine its name
     * @param isThisMachine whether that is where we run
     * @param commands run programs there
     */
    record InBand(String machine, boolean isThisMachine, Commands commands)
            implements BmcConnection {
        public InBand {
            requireNonNull(machine, "machine is null");
            requireNonNull(commands, "commands is null");
        }

        @Override
        public String key() {
            return key(machine);
        }

        static String key(String machine) {
            return "in-band " + machine;
        }
    }
}
