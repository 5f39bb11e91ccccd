package io.vmstation.node;

import io.vmstation.node.Bmc.Lan;
import io.vmstation.node.Bmc.Privilege;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** BMCs of which a test says only what matters to it. */
public final class TestBmc {
    public static final BmcPolling POLLING =
            new BmcPolling(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    "auto",
                    List.of("bmc", "ipmi", "chassis", "dcmi", "sel"),
                    Set.of(),
                    List.of());

    public static Bmc overLan(
            String address, int port, String user, Path passwordFile, List<Integer> cipherSuites) {
        return new Bmc(
                new Lan(address, port, user, passwordFile, cipherSuites, Privilege.OPERATOR),
                POLLING);
    }

    private TestBmc() {}
}
