package io.vmstation.sleep.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.exec.SshConnections;
import io.vmstation.exec.SshDaemon;
import io.vmstation.node.Node;
import io.vmstation.node.SshAccess;
import io.vmstation.node.TestNode;
import io.vmstation.spi.SleepMethod.Sent;
import io.vmstation.spi.SleepMethod.Sent.Accepted;
import io.vmstation.spi.SleepMethod.Sent.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real SSH server, on which systemctl does not put the machine of the tests to sleep. */
@Timeout(60)
class SystemctlOverSshTest {
    @TempDir Path folder;
    private Path programs;
    private SshDaemon daemon;
    private SshConnections connections;

    @BeforeEach
    void start() throws Exception {
        programs = Files.createDirectory(folder.resolve("programs"));
        program("busctl", "echo 'a(ssssuu) 0'");
        daemon = new SshDaemon(folder, programs);
        connections = new SshConnections(daemon.knownHosts);
    }

    @AfterEach
    void stop() {
        if (connections != null) {
            connections.close();
        }
        if (daemon != null) {
            daemon.close();
        }
    }

    private void program(String name, String... lines) throws IOException {
        Path file = programs.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Sent suspend() {
        Node node =
                TestNode.named("storage")
                        .addresses(List.of("127.0.0.1"))
                        .ssh(
                                new SshAccess(
                                        System.getProperty("user.name"),
                                        daemon.port,
                                        Optional.of(daemon.clientKey)))
                        .build();
        return SystemctlSleep.suspend()
                .send(Orders.systemctl(node, connections.on(node), Map.of("sudo", "false")))
                .join();
    }

    @Test
    void theOrderArrives() throws Exception {
        program("systemctl", "echo \"$@\" >" + folder.resolve("order"));

        assertThat(suspend()).isInstanceOf(Accepted.class);
        assertThat(folder.resolve("order")).hasContent("suspend");
    }

    @Test
    void aConnectionThatDiesWhileTheNodeGoesDownIsNoRefusal() throws Exception {
        program(
                "systemctl",
                "p=$$",
                "while p=$(awk '{print $4}' /proc/$p/stat); do",
                "    case $(cat /proc/$p/comm) in sshd*) kill -KILL \"$p\"; break ;; esac",
                "done",
                "sleep 20");

        assertThat(suspend())
                .isEqualTo(new Accepted("the connection ended while the node went down"));
    }

    @Test
    void aRefusalKeepsWhatWasSaid() throws Exception {
        program("systemctl", "echo 'Failed to suspend system via logind: No.' >&2", "exit 1");

        assertThat(suspend())
                .isEqualTo(new Refused("exit code 1: Failed to suspend system via logind: No."));
    }

    @Test
    void aNodeWithoutAnSshServerRefuses() {
        daemon.close();

        assertThat(suspend()).isInstanceOf(Refused.class);
    }
}
