package io.vmstation.host.demo;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vmstation.node.MacAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A machine of loopback that sleeps until a magic packet for it really arrives by UDP, boots for a
 * while, serves HTTP, and falls asleep again when nobody has asked it anything for a while. While
 * it sleeps nothing answers on its port. Thread-safe.
 */
final class SimulatedNode implements AutoCloseable {
    private static final int PAYLOAD = 102;

    /** What the machine does, told as it happens. */
    interface Story {
        void tell(String sentence);
    }

    private final MacAddress mac;
    private final InetSocketAddress web;
    private final Duration boot;
    private final Duration awakeFor;
    private final Story story;
    private final DatagramSocket card;
    private final ScheduledExecutorService machine =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "simulated-node"));
    private @Nullable SilentPort asleep;
    private @Nullable HttpServer awake;
    private @Nullable ScheduledFuture<?> drowsy;
    private boolean booting;

    /**
     * Begins asleep.
     *
     * @param mac which magic packets wake it
     * @param address of loopback, its own
     * @param boot how long it takes to boot
     * @param awakeFor how long after the last request it falls asleep
     * @throws IOException if it cannot have a port
     */
    SimulatedNode(
            MacAddress mac, InetAddress address, Duration boot, Duration awakeFor, Story story)
            throws IOException {
        this.mac = requireNonNull(mac, "mac is null");
        this.boot = boot;
        this.awakeFor = awakeFor;
        this.story = requireNonNull(story, "story is null");
        this.asleep = new SilentPort(new InetSocketAddress(address, 0));
        this.web = asleep.address();
        this.card = new DatagramSocket(new InetSocketAddress("0.0.0.0", 0));
        daemon(this::listen, "simulated-network-card").start();
    }

    /** The UDP port at which its network card listens. */
    int cardPort() {
        return card.getLocalPort();
    }

    /** Where it serves HTTP while it is awake. */
    InetSocketAddress web() {
        return web;
    }

    private void listen() {
        byte[] expected = new byte[PAYLOAD];
        Arrays.fill(expected, 0, MacAddress.LENGTH, (byte) 0xff);
        for (int at = MacAddress.LENGTH; at < PAYLOAD; at += MacAddress.LENGTH) {
            System.arraycopy(mac.octets(), 0, expected, at, MacAddress.LENGTH);
        }
        while (!card.isClosed()) {
            try {
                DatagramPacket heard = new DatagramPacket(new byte[PAYLOAD + 6], PAYLOAD + 6);
                card.receive(heard);
                byte[] beginning = Arrays.copyOf(heard.getData(), PAYLOAD);
                if (heard.getLength() >= PAYLOAD && Arrays.equals(beginning, expected)) {
                    machine.execute(this::wake);
                }
            } catch (IOException e) {
                // Closed: the demo is over.
                return;
            }
        }
    }

    private void wake() {
        if (booting || awake != null) {
            return;
        }
        booting = true;
        story.tell("the node's network card heard its magic packet: it boots");
        var unused = machine.schedule(this::serve, boot.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void serve() {
        try {
            if (asleep != null) {
                asleep.close();
            }
            HttpServer server = HttpServer.create(web, 0);
            server.createContext("/", this::answer);
            server.start();
            awake = server;
            booting = false;
            story.tell("the node is up and serves HTTP");
            stayAwake();
        } catch (IOException e) {
            story.tell("the node could not boot: " + e.getMessage());
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] page =
                "Hello from the node that was asleep a moment ago.\n"
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
        exchange.getResponseHeaders().add("Connection", "close");
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
        machine.execute(this::stayAwake);
    }

    private void stayAwake() {
        if (drowsy != null) {
            drowsy.cancel(false);
        }
        drowsy = machine.schedule(this::sleep, awakeFor.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sleep() {
        if (awake == null) {
            return;
        }
        awake.stop(0);
        awake = null;
        try {
            asleep = new SilentPort(web);
            story.tell("nobody has asked the node anything for a while: it is asleep again");
        } catch (IOException e) {
            story.tell("the node could not fall asleep: " + e.getMessage());
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        card.close();
        machine.execute(this::end);
        machine.shutdown();
    }

    private void end() {
        if (awake != null) {
            awake.stop(0);
        }
        if (asleep != null) {
            asleep.close();
        }
    }
}
