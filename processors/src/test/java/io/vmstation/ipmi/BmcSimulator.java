package io.vmstation.ipmi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.node.Bmc;
import io.vmstation.node.TestBmc;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;

/**
 * A BMC on loopback: OpenIPMI's {@code ipmi_sim} (package openipmi) after ipmi_lan(5) and
 * ipmi_sim_cmd(5), with one user. It knows the cipher suites 0 to 3, not 17.
 */
public final class BmcSimulator implements AutoCloseable {
    public static final String USER = "admin";
    public static final String PASSWORD = "secret";

    /** ASF 2.0 section 3.2.4: presence ping, in an RMCP message. */
    private static final byte[] PING = HexFormat.of().parseHex("0600ff06000011be80000000");

    private final int port;
    private final Path orders;
    private final Process process;

    public BmcSimulator(Path folder) throws IOException {
        Path program = Path.of("/usr/bin/ipmi_sim");
        assumeTrue(Files.isExecutable(program), "skipped, missing package: openipmi");
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        orders = folder.resolve("orders");
        Path configuration = Files.write(folder.resolve("lan.conf"), lan(chassis(folder)));
        Path commands =
                Files.write(
                        folder.resolve("bmc.emu"),
                        List.of(
                                "mc_setbmc 0x20",
                                "mc_add 0x20 0x20 no-device-sdrs 0x01 1 0x00 0x9f 0x0 0x0",
                                "mc_enable 0x20"));
        Path kept = Files.createDirectory(folder.resolve("kept"));
        process =
                new ProcessBuilder(
                                program.toString(),
                                "-c",
                                configuration.toString(),
                                "-f",
                                commands.toString(),
                                "-s",
                                kept.toString(),
                                "-n")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("ipmi_sim.log").toFile())
                        .start();
        await().until(this::answers);
    }

    private List<String> lan(Path chassis) {
        return List.of(
                "name \"bmc\"",
                "set_working_mc 0x20",
                "startlan 1",
                "addr 127.0.0.1 " + port,
                "priv_limit admin",
                "allowed_auths_operator none md2 md5 straight",
                "allowed_auths_admin none md2 md5 straight",
                "guid a123456789abcdefa123456789abcdef",
                "endlan",
                "chassis_control \"" + chassis + "\"",
                "user 1 true \"\" \"\" user 10 none md2 md5 straight",
                "user 2 true \"%s\" \"%s\" operator 10 none md2 md5 straight"
                        .formatted(USER, PASSWORD));
    }

    /** What the chassis does: it notes what it is told to. */
    private Path chassis(Path folder) throws IOException {
        Path script =
                Files.write(
                        folder.resolve("chassis"),
                        List.of(
                                "#!/bin/sh",
                                "case $1 in",
                                "get) echo power:1 ;;",
                                "set) shift; echo \"$*\" >>'" + orders + "' ;;",
                                "esac"));
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private boolean answers() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(100);
            socket.send(
                    new DatagramPacket(PING, PING.length, InetAddress.getLoopbackAddress(), port));
            socket.receive(new DatagramPacket(new byte[64], 64));
            return true;
        } catch (java.net.SocketTimeoutException | java.net.PortUnreachableException e) {
            return false;
        }
    }

    /** As a node has it. */
    public Bmc asBmc(Path passwordFile, Integer... cipherSuites) {
        return TestBmc.overLan("127.0.0.1", port, USER, passwordFile, List.of(cipherSuites));
    }

    /** What the chassis was told, {@code shutdown 1} for a soft-off. */
    public List<String> orders() throws IOException {
        return Files.exists(orders) ? Files.readAllLines(orders) : List.of();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
