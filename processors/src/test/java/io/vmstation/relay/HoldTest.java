package io.vmstation.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class HoldTest extends RelayTestBase {

    @Test
    void startsTheRouteBeforeTheClientHasSaidAByte() throws Exception {
        try (Socket client = host().connect()) {
            assertThat(host().nextWake().source()).isEqualTo("127.0.0.1");
            assertThat(host().held()).isEqualTo(1);
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void servesAServerThatSpeaksFirst() throws Exception {
        try (Socket client = host().connect()) {
            host().nextWake().finds(service);
            try (Socket server = service.accept()) {
                Traffic.say(server, "220 ready\r\n");
                assertThat(Traffic.hear(client, 11)).isEqualTo("220 ready\r\n");
            }
        }
        assertThat(host().ended("served")).isEqualTo(1);
    }

    @Test
    void passesOnWhatTheClientSaidWhileItWasHeld() throws Exception {
        String request = "GET / HTTP/1.1\r\nHost: node\r\n\r\n";
        try (Socket client = host().connect()) {
            Traffic.say(client, request);
            host().nextWake().finds(service);
            try (Socket server = service.accept()) {
                assertThat(Traffic.hear(server, request.length())).isEqualTo(request);
                Traffic.say(server, "HTTP/1.1 204 No Content\r\n\r\n");
                Traffic.hangUp(server);
                assertThat(Traffic.hearAll(client)).startsWith("HTTP/1.1 204");
            }
        }
    }

    @Test
    void keepsTheOrderOfWhatWasSaidBeforeAndAfterConnecting() throws Exception {
        settings.holdBuffer = 1000;
        byte[] all = Traffic.noise(2_000_000, 7);
        try (Socket client = host().connect()) {
            RelayFixture.Wake wake = host().nextWake();
            var sent = Traffic.sendAndEnd(client, all);
            wake.finds(service);
            try (Socket server = service.accept()) {
                assertThat(Traffic.digestOfAll(server).join()).isEqualTo(Traffic.digest(all));
            }
            sent.join();
        }
    }

    @Test
    void servesAClientThatHasSaidAllAlready() throws Exception {
        byte[] all = Traffic.noise(50_000, 3);
        try (Socket client = host().connect()) {
            RelayFixture.Wake wake = host().nextWake();
            Traffic.sendAndEnd(client, all).join();
            wake.finds(service);
            try (Socket server = service.accept()) {
                assertThat(Traffic.digestOfAll(server).join()).isEqualTo(Traffic.digest(all));
                Traffic.say(server, "thanks");
                Traffic.hangUp(server);
                assertThat(Traffic.hearAll(client)).isEqualTo("thanks");
            }
        }
    }

    @Test
    void leavesWhatDoesNotFitTheHoldBufferWithTheClient() throws Exception {
        byte[] all = Traffic.noise(30_000_000, 9);
        try (Socket client = host().connect()) {
            RelayFixture.Wake wake = host().nextWake();
            var sent = Traffic.sendAndEnd(client, all);
            assertThatThrownBy(() -> sent.get(700, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            wake.finds(service);
            try (Socket server = service.accept()) {
                assertThat(Traffic.digestOfAll(server).join()).isEqualTo(Traffic.digest(all));
            }
            sent.join();
        }
    }

    @Test
    void forgetsAClientThatLeavesWhileItIsHeld() throws Exception {
        Traffic.hangUp(host().connect());
        RelayFixture.Wake wake = host().nextWake();
        eventually(() -> assertThat(host().ended("abandoned")).isEqualTo(1));
        assertThat(host().held()).isZero();
        wake.finds(service);
        Traffic.hangUp(service);
        assertThat(host().ended("served")).isZero();
    }

    @Test
    void forgetsAClientThatResetsWhileItIsHeld() throws Exception {
        Socket client = host().connect();
        Traffic.say(client, "hello");
        host().nextWake();
        Traffic.reset(client);
        eventually(() -> assertThat(host().ended("abandoned")).isEqualTo(1));
        assertThat(host().held()).isZero();
    }

    @Test
    void wakesNothingForAClientThatLeavesWithinTheMinimalHold() throws Exception {
        settings.minHold = Duration.ofSeconds(60);
        Traffic.hangUp(host().connect());
        Traffic.reset(host().connect());
        eventually(() -> assertThat(host().ended("ignored")).isEqualTo(2));
        assertThat(host().wakesNotLookedAt()).isZero();
        assertThat(host().held()).isZero();
    }

    @Test
    void wakesAtOnceForAClientThatSpeaksWithinTheMinimalHold() throws Exception {
        settings.minHold = Duration.ofSeconds(60);
        try (Socket client = host().connect()) {
            Traffic.say(client, "hello");
            host().nextWake();
        }
    }

    @Test
    void wakesForASilentClientAfterTheMinimalHold() throws Exception {
        settings.minHold = Duration.ofMillis(20);
        try (Socket client = host().connect()) {
            host().nextWake();
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void refusesClientsBeyondTheLimitOfASource() throws Exception {
        settings.maxHeldPerSource = 2;
        try (Socket first = heldAsNumber(1);
                Socket second = heldAsNumber(2);
                Socket third = host().connect()) {
            assertThatItIsClosed(third);
            assertThat(host().ended("refused")).isEqualTo(1);
            assertThat(first.isConnected()).isTrue();
            Traffic.hangUp(second);
            eventually(() -> assertThat(host().held()).isEqualTo(1));
            Traffic.hangUp(heldAsNumber(2));
        }
    }

    @Test
    void refusesClientsBeyondTheLimitOfAll() throws Exception {
        settings.maxHeld = 1;
        try (Socket first = heldAsNumber(1);
                Socket second = host().connect()) {
            assertThatItIsClosed(second);
            assertThat(host().ended("refused")).isEqualTo(1);
            assertThat(first.isConnected()).isTrue();
            host().nextWake().finds(service);
            eventually(() -> assertThat(host().open()).isEqualTo(1));
            Traffic.hangUp(heldAsNumber(1));
        }
    }

    private Socket heldAsNumber(int number) throws IOException {
        Socket client = host().connect();
        eventually(() -> assertThat(host().held()).isEqualTo(number));
        return client;
    }

    @Test
    void keepsNothingOfAPortScan() throws Exception {
        for (int i = 0; i < 1000; i++) {
            Traffic.hangUp(host().connect());
        }
        eventually(() -> assertThat(host().ended("abandoned")).isEqualTo(1000));
        assertThat(host().held()).isZero();
        while (host().wakesNotLookedAt() > 0) {
            host().nextWake().finds(service);
        }
        assertThat(host().camel.getInflightRepository().size()).isZero();
        assertThat(host().ended("served")).isZero();
    }

    @Test
    void joinsTheWakeThatAnEarlierClientOfTheSameSourceLeft() throws Exception {
        Traffic.hangUp(host().connect());
        RelayFixture.Wake wake = host().nextWake();
        eventually(() -> assertThat(host().ended("abandoned")).isEqualTo(1));
        try (Socket client = host().connect()) {
            eventually(() -> assertThat(host().held()).isEqualTo(1));
            wake.finds(service);
            try (Socket server = service.accept()) {
                Traffic.say(server, "hello");
                assertThat(Traffic.hear(client, 5)).isEqualTo("hello");
            }
        }
        assertThat(host().wakesNotLookedAt()).isZero();
    }

    @Test
    void holdsThousandsOfClientsWithoutAThreadForAny() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try {
            clients.add(host().connect());
            host().nextWake();
            int threads = Thread.activeCount();
            for (int i = 1; i < 2000; i++) {
                clients.add(host().connect());
            }
            eventually(() -> assertThat(host().held()).isEqualTo(2000));
            assertThat(Thread.activeCount()).isLessThan(threads + 10);
            for (int i = 1; i < 2000; i++) {
                host().nextWake().fails("it does not wake");
            }
            for (Socket client : clients.subList(1, 2000)) {
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            for (Socket client : clients) {
                Traffic.hangUp(client);
            }
        }
    }

    private static void assertThatItIsClosed(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("it is still open", e);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }
}
