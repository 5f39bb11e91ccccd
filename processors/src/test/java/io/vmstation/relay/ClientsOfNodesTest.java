package io.vmstation.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.spi.ClientConnections.ClientConnection;
import java.net.Socket;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the relay tells those who want to know whether a node is in use. */
class ClientsOfNodesTest extends RelayTestBase {

    @Test
    void aHeldClientCountsForTheNodeThatItsRouteHasNamed() throws Exception {
        try (Socket client = host().connect()) {
            RelayFixture.Wake wake = host().nextWake().isFor("storage");

            assertThat(host().relays.of("storage"))
                    .singleElement()
                    .satisfies(
                            held -> {
                                assertThat(held.route()).isEqualTo(RelayFixture.ROUTE);
                                assertThat(held.source()).isEqualTo("127.0.0.1");
                                assertThat(held.bytes()).isZero();
                                assertThat(held.lastByte()).isAfterOrEqualTo(held.since());
                            });
            awaitNoClientOf("other");
            wake.fails("over");
            Traffic.hangUp(client);
        }
    }

    /** The route may be faster than the connection that learns which call is its own. */
    private void awaitNoClientOf(String node) {
        await().untilAsserted(() -> assertThat(host().relays.of(node)).isEmpty());
    }

    @Test
    void aHeldClientCountsForEveryNodeUntilItsRouteHasNamedOne() throws Exception {
        try (Socket client = host().connect()) {
            RelayFixture.Wake wake = host().nextWake();

            assertThat(host().relays.of("storage")).hasSize(1);
            assertThat(host().relays.of("other")).hasSize(1);
            wake.isFor("storage");
            awaitNoClientOf("other");
            wake.fails("over");
            Traffic.hangUp(client);
        }
    }

    @Test
    void aClientThatIsHeldStillUsesTheNodeNow() throws Exception {
        try (Socket client = host().connect()) {
            RelayFixture.Wake wake = host().nextWake().isFor("storage");

            Instant before = Instant.now();

            assertThat(only("storage").lastByte()).isAfterOrEqualTo(before);
            wake.fails("over");
            Traffic.hangUp(client);
        }
    }

    @Test
    void aRelayedClientCountsWithItsBytesUntilItHasLeft() throws Exception {
        try (Socket client = host().connect()) {
            host().nextWake().isFor("storage").finds(service);
            try (Socket server = service.accept()) {
                Traffic.say(client, "four");
                Traffic.hear(server, 4);
                Traffic.say(server, "three");
                Traffic.hear(client, 5);

                assertThat(only("storage").bytes()).isEqualTo(9);
                assertThat(host().relays.of("other")).isEmpty();
            }
        }
        eventually(() -> assertThat(host().relays.of("storage")).isEmpty());
    }

    @Test
    void theLastByteIsTheMomentAtWhichOnePassed() throws Exception {
        try (Socket client = host().connect()) {
            host().nextWake().isFor("storage").finds(service);
            try (Socket server = service.accept()) {
                Traffic.say(client, "one");
                Traffic.hear(server, 3);
                Instant between = Instant.now();
                eventually(() -> assertThat(only("storage").lastByte()).isBefore(between));
                Traffic.say(client, "two");
                Traffic.hear(server, 3);

                assertThat(only("storage").lastByte()).isAfter(between.minusMillis(1));
                assertThat(only("storage").lastByte()).isBefore(Instant.now().plusMillis(1));
            }
        }
    }

    @Test
    void aRelayedClientWhoseRouteNamedNoNodeCountsForEveryNode() throws Exception {
        try (Socket client = host().connect()) {
            host().nextWake().finds(service);
            try (Socket server = service.accept()) {
                Traffic.say(server, "hello");
                Traffic.hear(client, 5);

                assertThat(only("storage").bytes()).isEqualTo(5);
                assertThat(only("other").bytes()).isEqualTo(5);
            }
        }
    }

    @Test
    void aClientThatLeavesIsNotedAsAUseOfItsNode() throws Exception {
        try (Socket client = host().connect()) {
            host().nextWake().isFor("storage").finds(service);
            service.accept().close();
            Traffic.hangUp(client);
        }
        assertThat(host().farewells.notes.poll(RelayFixture.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isEqualTo("storage: a client at 127.0.0.1 left");
        eventually(() -> assertThat(host().relays.of("storage")).isEmpty());
        assertThat(host().farewells.notes).isEmpty();
    }

    @Test
    void aClientThatWasTakenOverByTheNextOfItsSourceKeepsItsNode() throws Exception {
        try (Socket first = host().connect()) {
            RelayFixture.Wake wake = host().nextWake().isFor("storage");
            Traffic.reset(first);
            eventually(() -> assertThat(host().relays.of("storage")).isEmpty());
            try (Socket second = host().connect()) {
                eventually(() -> assertThat(host().relays.of("storage")).hasSize(1));
                eventually(() -> assertThat(host().relays.of("other")).isEmpty());
                wake.finds(service);
                try (Socket server = service.accept()) {
                    Traffic.say(server, "hello");
                    assertThat(Traffic.hear(second, 5)).isEqualTo("hello");
                    assertThat(host().relays.of("other")).isEmpty();
                }
            }
        }
    }

    private ClientConnection only(String node) {
        assertThat(host().relays.of(node)).hasSize(1);
        return host().relays.of(node).get(0);
    }
}
