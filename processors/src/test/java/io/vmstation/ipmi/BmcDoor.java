package io.vmstation.ipmi;

import io.vmstation.node.Bmc;
import io.vmstation.node.TestBmc;
import java.nio.file.Path;
import java.util.List;

/**
 * A second LAN door to a simulated BMC, as {@code it/lab/bmc_door.py} is one: it knows the cipher
 * suites 3 and 17 and lists them when it is asked.
 */
public final class BmcDoor implements AutoCloseable {
    private final RunningScript script;

    BmcDoor(Path folder, String... options) {
        script = new RunningScript("bmc_door.py", folder, options);
    }

    /** Its UDP port at 127.0.0.1. */
    public int port() {
        return script.port();
    }

    /** The BMC behind it, as a node has it. */
    public Bmc asBmc(Path passwordFile, Integer... cipherSuites) {
        return TestBmc.overLan(
                "127.0.0.1", port(), BmcSimulator.USER, passwordFile, List.of(cipherSuites));
    }

    @Override
    public void close() {
        script.close();
    }
}
