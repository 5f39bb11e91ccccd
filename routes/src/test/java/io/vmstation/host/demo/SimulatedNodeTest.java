package io.vmstation.host.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SimulatedNodeTest {
    @Test
    void refusesUntilAMagicPacketForItComes() throws Exception {
        try (SimulatedNode node = new SimulatedNode(DemoHome.MAC, Duration.ofMillis(10))) {
            assertThat(accepts(node)).isFalse();

            send(node, "ffffffffffff" + "0200530053ff".repeat(16));
            send(node, "ffffffffffff" + "02005e005301".repeat(16));
            await().until(() -> accepts(node));

            URI web = URI.create("http://127.0.0.1:" + node.servicePort() + "/");
            try (var body = web.toURL().openStream()) {
                assertThat(new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                        .startsWith("Good morning!");
            }
        }
    }

    @Test
    void staysAsleepForThePacketOfAnother() throws Exception {
        try (SimulatedNode node = new SimulatedNode(DemoHome.MAC, Duration.ZERO)) {
            send(node, "ffffffffffff" + "0200530053ff".repeat(16));
            await().during(Duration.ofMillis(200)).until(() -> !accepts(node));
        }
    }

    private static void send(SimulatedNode node, String hex) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(hex);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(
                    new DatagramPacket(
                            bytes,
                            bytes.length,
                            new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(), node.magicPort())));
        }
    }

    private static boolean accepts(SimulatedNode node) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.servicePort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
