package io.vmstation.lan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the nodes is the machine that this runs on. */
class ThisMachineTest {
    @TempDir private Path folder = Path.of("");

    private ThisMachine named(String name) throws Exception {
        return new ThisMachine(Files.writeString(folder.resolve("hostname"), name + "\n"));
    }

    @Test
    void itIsKnownByItsNameWithAndWithoutTheDomain() throws Exception {
        ThisMachine machine = named("masternode.lan");

        assertThat(machine.names())
                .containsExactly("masternode.lan", "masternode", "masternode.local");
        assertThat(machine.is("masternode", List.of())).isTrue();
        assertThat(machine.is("homelab", List.of("192.0.2.7"))).isFalse();
    }

    @Test
    void itIsKnownByAnAddressOfItsOwn() throws Exception {
        List<String> own =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(address -> !address.isLoopbackAddress())
                        .map(address -> address.getHostAddress().replaceAll("%.*", ""))
                        .toList();
        assumeFalse(own.isEmpty(), "skipped, this machine has no address");

        assertThat(named("somebody").is("tower", List.of("192.0.2.7", own.get(0)))).isTrue();
    }

    @Test
    void loopbackIsEveryMachinesOwn() throws Exception {
        assertThat(named("somebody").is("tower", List.of("127.0.0.1", "::1", "nonsense")))
                .isFalse();
    }

    @Test
    void whereItHasNoNameNothingIsCalledLikeIt() throws Exception {
        assertThat(named("").names()).isEmpty();
        assertThat(new ThisMachine(folder.resolve("nothing")).names()).isEmpty();
        assertThat(new ThisMachine(folder.resolve("nothing")).is("", List.of())).isFalse();
    }
}
