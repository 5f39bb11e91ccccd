package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.exec.LocalCommands;
import io.vmstation.ipmi.export.BmcReader;
import io.vmstation.ipmi.export.TestReader;
import io.vmstation.ipmi.export.TestReadings;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.source.BmcConnection;
import io.vmstation.ipmi.source.BmcDesk;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.BmcSources;
import io.vmstation.ipmi.source.BmcTurns;
import io.vmstation.ipmi.source.NodeConnections;
import io.vmstation.ipmi.source.Password;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.node.Node;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScrapeWiringTest {
    private final TestReader bmc = new TestReader();

    /** Reads what the test plays. */
    private final BmcSource source =
            new BmcSource() {
                @Override
                public String name() {
                    return "test";
                }

                @Override
                public Optional<String> unfit(BmcConnection connection) {
                    return Optional.empty();
                }

                @Override
                public CompletableFuture<BmcReading> read(
                        BmcConnection connection, ReadOrder order) {
                    return bmc.read(connection, order);
                }

                @Override
                public CompletableFuture<PowerResult> power(
                        BmcConnection connection, PowerAction action, Duration timeLimit) {
                    return CompletableFuture.completedFuture(new PowerResult.Accepted());
                }
            };

    @Test
    void aScrapeWaitsUntilThePollOfTheSameBmcHasEnded(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "secret");
        Node storage =
                TestNode.named("storage")
                        .bmc(TestBmc.overLan("10.0.0.1", 623, "root", password, List.of(17)))
                        .build();
        ReadOrder order = BmcDesk.order(storage.bmc().orElseThrow().polling());
        try (LocalCommands commands = new LocalCommands()) {
            BmcDesk desk =
                    new BmcDesk(
                            new BmcSources(List.of(source)),
                            new BmcTurns(),
                            new NodeConnections(
                                    commands,
                                    node -> {
                                        throw new IllegalStateException("not by ssh");
                                    },
                                    node -> false));
            BmcReader reader = ScrapeWiring.reader(desk, "auto");
            bmc.hesitate();
            CompletableFuture<BmcReading> poll = desk.read(storage, order);
            CompletableFuture<BmcReading> scrape = reader.read(storage, order);
            CompletableFuture<BmcReading> other =
                    reader.read(
                            new BmcConnection.Lan(
                                    "10.0.0.1",
                                    623,
                                    "admin",
                                    new Password("other"),
                                    List.of(3),
                                    Privilege.USER),
                            order);

            assertThat(bmc.asked()).hasSize(1);
            bmc.asked().get(0).answer().complete(TestReadings.usual());
            poll.get();
            assertThat(bmc.asked()).hasSize(2);
            bmc.asked().get(1).answer().complete(TestReadings.usual());
            scrape.get();
            assertThat(bmc.asked()).hasSize(3);
            bmc.asked().get(2).answer().complete(TestReadings.usual());
            assertThat(other.get().source()).isEqualTo("native");
        }
    }
}
