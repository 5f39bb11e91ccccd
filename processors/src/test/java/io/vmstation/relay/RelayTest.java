package io.vmstation.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class RelayTest extends RelayTestBase {
    private static final int MUCH = 20 * 1024 * 1024;

    @Test
    void passesOnTwentyMegabytesBothWaysAtOnce() throws Exception {
        byte[] up = Traffic.noise(MUCH, 1);
        byte[] down = Traffic.noise(MUCH, 2);
        try (Socket client = connected();
                Socket server = service.accept()) {
            var sent = Traffic.sendAndEnd(client, up);
            var answered = Traffic.sendAndEnd(server, down);
            var heardUp = Traffic.digestOfAll(server);
            var heardDown = Traffic.digestOfAll(client);
            assertThat(heardUp.join()).isEqualTo(Traffic.digest(up));
            assertThat(heardDown.join()).isEqualTo(Traffic.digest(down));
            CompletableFuture.allOf(sent, answered).join();
        }
        eventually(() -> assertThat(host().open()).isZero());
        assertThat(host().bytes("to_node")).isEqualTo(MUCH);
        assertThat(host().bytes("to_client")).isEqualTo(MUCH);
    }

    @Test
    void letsTheServiceAnswerAfterTheClientHasSaidAll() throws Exception {
        try (Socket client = connected();
                Socket server = service.accept()) {
            Traffic.say(client, "question");
            client.shutdownOutput();
            assertThat(Traffic.hearAll(server)).isEqualTo("question");
            Traffic.say(server, "answer");
            server.shutdownOutput();
            assertThat(Traffic.hearAll(client)).isEqualTo("answer");
        }
        eventually(() -> assertThat(host().open()).isZero());
    }

    @Test
    void letsTheClientGoOnAfterTheServiceHasSaidAll() throws Exception {
        try (Socket client = connected();
                Socket server = service.accept()) {
            Traffic.say(server, "greeting");
            server.shutdownOutput();
            assertThat(Traffic.hearAll(client)).isEqualTo("greeting");
            Traffic.say(client, "more");
            client.shutdownOutput();
            assertThat(Traffic.hearAll(server)).isEqualTo("more");
        }
        eventually(() -> assertThat(host().open()).isZero());
    }

    @Test
    void passesAResetOfTheServiceOn() throws Exception {
        try (Socket client = connected();
                Socket server = service.accept()) {
            Traffic.say(server, "half of the ans");
            Traffic.hear(client, 15);
            Traffic.reset(server);
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void passesAResetOfTheClientOn() throws Exception {
        try (Socket client = connected();
                Socket server = service.accept()) {
            Traffic.say(client, "half of the que");
            Traffic.hear(server, 15);
            Traffic.reset(client);
            assertThatThrownBy(() -> server.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void slowsAServiceDownToWhatItsClientTakes() throws Exception {
        byte[] all = Traffic.noise(100_000_000, 5);
        try (Socket client = connected();
                Socket server = service.accept()) {
            long before = directMemory();
            var sent = Traffic.sendAndEnd(server, all);
            assertThatThrownBy(() -> sent.get(1, TimeUnit.SECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(directMemory() - before).isLessThan(16 * 1024 * 1024);
            assertThat(Traffic.digestOfAll(client).join()).isEqualTo(Traffic.digest(all));
            sent.join();
        }
    }

    @Test
    void closesAConnectionThatIsIdle() throws Exception {
        settings.idleTimeout = Duration.ofMillis(300);
        try (Socket client = connected();
                Socket server = service.accept()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(server.getInputStream().read()).isEqualTo(-1);
        }
        eventually(() -> assertThat(host().open()).isZero());
    }

    @Test
    void reachesAServiceByIpv6() throws Exception {
        try (Service other = new Service("::1");
                Socket client = host().connect()) {
            host().nextWake().finds("[::1]:" + other.port());
            try (Socket server = other.accept()) {
                Traffic.say(server, "hello");
                assertThat(Traffic.hear(client, 5)).isEqualTo("hello");
            }
        }
    }

    @Test
    void reachesAServiceByName() throws Exception {
        try (Socket client = host().connect()) {
            host().nextWake().finds("localhost:" + service.port());
            try (Socket server = service.accept()) {
                Traffic.say(server, "hello");
                assertThat(Traffic.hear(client, 5)).isEqualTo("hello");
            }
        }
    }

    @Test
    void showsWhatIsOpen() throws Exception {
        try (Socket client = connected();
                Socket server = service.accept()) {
            Traffic.say(client, "four");
            Traffic.hear(server, 4);
            assertThat(host().relays.open())
                    .singleElement()
                    .satisfies(
                            open -> {
                                assertThat(open.route()).isEqualTo(RelayFixture.ROUTE);
                                assertThat(open.source()).isEqualTo("127.0.0.1");
                                assertThat(open.target()).isEqualTo("127.0.0.1:" + service.port());
                                assertThat(open.bytesToNode()).isEqualTo(4);
                                assertThat(open.bytesToClient()).isZero();
                            });
        }
    }

    @Test
    void letsConnectionsFinishAtTheEnd() throws Exception {
        settings.drain = Duration.ofSeconds(60);
        try (Socket client = connected();
                Socket server = service.accept();
                Socket waiting = host().connect()) {
            host().nextWake();
            CompletableFuture<Void> closed =
                    CompletableFuture.runAsync(host().relays::close, Traffic::beside);
            assertThat(waiting.getInputStream().read()).isEqualTo(-1);
            Traffic.say(server, "the rest");
            server.shutdownOutput();
            assertThat(Traffic.hearAll(client)).isEqualTo("the rest");
            assertThat(closed).isNotDone();
            client.shutdownOutput();
            closed.get(RelayFixture.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void cutsConnectionsThatDoNotFinishAtTheEnd() throws Exception {
        settings.drain = Duration.ofMillis(100);
        try (Socket client = connected();
                Socket server = service.accept()) {
            host().relays.close();
            assertThat(host().open()).isZero();
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> server.getInputStream().read())
                    .isInstanceOf(IOException.class);
        }
    }

    private Socket connected() throws Exception {
        Socket client = host().connect();
        double open = host().open();
        host().nextWake().finds(service);
        eventually(() -> assertThat(host().open()).isEqualTo(open + 1));
        return client;
    }

    private static long directMemory() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }
}
