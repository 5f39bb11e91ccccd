package io.vmstation.host.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.MacAddress;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SimulatedNodeTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:77");

    private final List<String> story = new CopyOnWriteArrayList<>();

    private SimulatedNode node(Duration awakeFor) throws Exception {
        return new SimulatedNode(
                MAC,
                InetAddress.getByAddress(new byte[] {127, 0, 0, 77}),
                Duration.ofMillis(100),
                awakeFor,
                story::add);
    }

    private static void send(SimulatedNode node, MacAddress mac) throws Exception {
        byte[] packet = new byte[102];
        Arrays.fill(packet, 0, 6, (byte) 0xff);
        for (int at = 6; at < packet.length; at += 6) {
            System.arraycopy(mac.octets(), 0, packet, at, 6);
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            socket.send(new DatagramPacket(packet, packet.length, loopback, node.cardPort()));
        }
    }

    private static boolean answers(InetSocketAddress web) {
        try (Socket socket = new Socket()) {
            socket.connect(web, 300);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void neitherAcceptsNorRefusesWhileItSleeps() throws Exception {
        try (SimulatedNode node = node(Duration.ofMinutes(1));
                Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(node.web(), 300))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void servesAfterAMagicPacketOfItsOwnAndNotBefore() throws Exception {
        try (SimulatedNode node = node(Duration.ofMinutes(1))) {
            send(node, MacAddress.parse("02:00:00:00:00:78"));
            assertThat(answers(node.web())).isFalse();
            assertThat(story).isEmpty();

            send(node, MAC);
            await().until(() -> answers(node.web()));

            URI uri = URI.create("http://127.0.0.77:" + node.web().getPort() + "/");
            HttpResponse<String> response =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(uri).build(),
                                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).contains("asleep a moment ago");
        }
    }

    @Test
    void fallsAsleepAgainAndWakesAgain() throws Exception {
        try (SimulatedNode node = node(Duration.ofMillis(100))) {
            send(node, MAC);
            await().until(() -> story.stream().anyMatch(s -> s.contains("asleep again")));
            assertThat(answers(node.web())).isFalse();

            send(node, MAC);
            await().until(() -> story.stream().filter(s -> s.contains("is up")).count() == 2);
        }
    }
}
