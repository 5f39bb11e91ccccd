package io.vmstation.host.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node on the loopback interface: asleep until a magic packet for its address comes by UDP, then
 * it boots for a while and serves HTTP. While it sleeps its port refuses.
 */
public final class SimulatedNode implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SimulatedNode.class);
    private static final int MAC_COPIES = 16;
    private static final int MAC_BYTES = 6;

    private final byte[] expected;
    private final Duration boot;
    private final DatagramSocket card;
    private final InetSocketAddress service;
    private final Thread thread;
    private volatile @Nullable HttpServer server;

    /**
     * Puts it to sleep.
     *
     * @param mac with colons
     * @param boot from the magic packet until its port accepts
     * @throws IOException when no port is free
     */
    public SimulatedNode(String mac, Duration boot) throws IOException {
        this.expected = magic(HexFormat.ofDelimiter(":").parseHex(mac));
        this.boot = boot;
        this.card = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.service = new InetSocketAddress(free.getInetAddress(), free.getLocalPort());
        }
        this.thread = new Thread(this::sleep, "simulated-node");
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] magic(byte[] mac) {
        byte[] packet = new byte[MAC_BYTES + MAC_COPIES * MAC_BYTES];
        Arrays.fill(packet, 0, MAC_BYTES, (byte) 0xff);
        for (int copy = 1; copy <= MAC_COPIES; copy++) {
            System.arraycopy(mac, 0, packet, copy * MAC_BYTES, MAC_BYTES);
        }
        return packet;
    }

    /** UDP port of its network card. */
    public int magicPort() {
        return card.getLocalPort();
    }

    /** TCP port of its web server. */
    public int servicePort() {
        return service.getPort();
    }

    private void sleep() {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[256], 256);
            do {
                packet.setLength(256);
                card.receive(packet);
            } while (!isMagic(packet));
            log.info("The simulated node got a magic packet: boots={}", boot);
            TimeUnit.MILLISECONDS.sleep(boot.toMillis());
            HttpServer started = HttpServer.create(service, 0);
            started.createContext(
                    "/",
                    exchange -> {
                        byte[] body =
                                "Good morning! You are served by the simulated node.\n"
                                        .getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, body.length);
                        try (exchange) {
                            exchange.getResponseBody().write(body);
                        }
                    });
            started.start();
            server = started;
            log.info("The simulated node is up: port={}", service.getPort());
        } catch (IOException e) {
            log.debug("The simulated node ends: reason={}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isMagic(DatagramPacket packet) {
        return packet.getLength() >= expected.length
                && Arrays.equals(expected, Arrays.copyOf(packet.getData(), expected.length));
    }

    @Override
    public void close() {
        thread.interrupt();
        card.close();
        HttpServer running = server;
        if (running != null) {
            running.stop(0);
        }
    }
}
