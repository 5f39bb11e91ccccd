package io.vmstation.reach;

import static io.vmstation.reach.TestNodes.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.vmstation.exec.LocalCommands;
import io.vmstation.lan.ArpRequests;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.lan.NetworkNamespace;
import io.vmstation.lan.Transports;
import io.vmstation.spi.Answer.Ready;
import io.vmstation.spi.Answer.Silent;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.Commands;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PingTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final LocalCommands commands = new LocalCommands();

    @AfterEach
    void close() {
        commands.close();
    }

    @Test
    void hearsAMachineThatAnswers() {
        assumePingIsInstalled();

        assertThat(new Ping(commands).ask(HERE, LONG))
                .succeedsWithin(LONG)
                .isEqualTo(new Ready(new InetSocketAddress(HERE, 0)));
    }

    @Test
    void hearsNothingFromAnAddressOfNobody() throws Exception {
        assumePingIsInstalled();
        try (NetworkNamespace here = NetworkNamespace.create();
                NetworkNamespace there = NetworkNamespace.create()) {
            NetworkNamespace.join(here, there);
            here.ip("addr", "add", "10.77.0.1/24", "dev", "eth0");
            InetAddress nobody = InetAddress.getByAddress(new byte[] {10, 77, 0, 2});

            assertThat(new Ping(here.programs()).ask(nobody, Duration.ofMillis(500)))
                    .succeedsWithin(LONG)
                    .isEqualTo(new Silent("10.77.0.2 did not answer ping"));
            assertThat(new Ping(here.programs()).ask(nobody, LONG))
                    .succeedsWithin(LONG)
                    .isEqualTo(new Silent("10.77.0.2 did not answer ping"));
        }
    }

    @Test
    void findsTheMachineOfANodeWithoutServices() {
        assumePingIsInstalled();
        try (Transports transports = Transports.start(1, "reach");
                ArpRequests arpRequests = new ArpRequests(new LocalInterfaces(), Runnable::run)) {
            assertThat(
                            new NodeReachability(transports, arpRequests, commands, true)
                                    .machine(node(List.of("127.0.0.1")), LONG))
                    .succeedsWithin(LONG)
                    .isEqualTo(new Ready(new InetSocketAddress(HERE, 0)));
        }
    }

    @Test
    void saysThatThereIsNoPing() {
        Commands none = always(new NotInstalled("ping"));

        assertThat(new Ping(none).ask(HERE, LONG))
                .succeedsWithin(LONG)
                .isEqualTo(new Silent("ping is not installed"));
    }

    @Test
    void takesAKilledPingForSilence() {
        assertThat(new Ping(always(new TimedOut(LONG))).ask(HERE, LONG))
                .succeedsWithin(LONG)
                .isInstanceOf(Silent.class);
    }

    private static Commands always(CommandResult result) {
        return new Commands() {
            @Override
            public CompletableFuture<CommandResult> run(
                    List<String> arguments, Map<String, String> environment, Duration timeLimit) {
                return CompletableFuture.completedFuture(result);
            }
        };
    }

    private void assumePingIsInstalled() {
        assumeFalse(
                commands.run(List.of("ping", "-V"), LONG).join() instanceof NotInstalled,
                "skipped: ping is not installed, package iputils-ping");
    }
}
