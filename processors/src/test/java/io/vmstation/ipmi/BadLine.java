package io.vmstation.ipmi;

import io.vmstation.node.Bmc;
import io.vmstation.node.TestBmc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A line to a UDP service on loopback, good until it is told otherwise, as {@code
 * it/lab/udp_line.py} is one. Not thread-safe.
 */
public final class BadLine implements AutoCloseable {
    private final Path folder;
    private final RunningScript script;

    BadLine(Path folder, int to) {
        this.folder = folder;
        script = new RunningScript("udp_line.py", folder, "--to", Integer.toString(to));
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

    /**
     * From the next datagram on it has these faults and no others: {@code delay=0.2} seconds each
     * way, shares such as {@code drop=0.1}, {@code repeat=}, {@code cut=}, {@code spoil=}, and
     * {@code silent=1}. Without any it is good.
     */
    public void be(String... faults) {
        BmcSimulator.run("udp_line.py", "be", folder, faults);
    }

    /** How many datagrams came from clients so far. */
    public int datagrams() {
        try {
            Path file = folder.resolve("datagrams");
            return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        script.close();
    }
}
