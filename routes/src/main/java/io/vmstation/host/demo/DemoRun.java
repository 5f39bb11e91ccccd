package io.vmstation.host.demo;

import io.vmstation.host.Bundle;
import io.vmstation.host.Home;
import io.vmstation.host.HostPlan;
import io.vmstation.host.Overlay;
import io.vmstation.host.StartFailure;
import io.vmstation.host.Wiring;
import io.vmstation.node.MacAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;

/**
 * Everything of the demo: the simulated node, the files of its site, and the real wiring with
 * somebody who tells the story. Removes its files when closed.
 */
public final class DemoRun implements AutoCloseable {
    /** Locally administered: no real card has it. */
    private static final MacAddress MAC = MacAddress.parse("02:00:5e:00:53:01");

    private static final byte[] ADDRESS = {127, 0, 0, 77};
    private static final Duration BOOT = Duration.ofSeconds(3);
    private static final Duration AWAKE_FOR = Duration.ofSeconds(20);

    private final DemoStory story;
    private final SimulatedNode node;
    private final DemoHome home;

    /**
     * Prepares the demo.
     *
     * @param port of the listener in front of the node
     * @param out where the story goes
     * @throws StartFailure when the port cannot be had
     */
    public DemoRun(int port, PrintWriter out) throws IOException, StartFailure {
        tryPort(port);
        this.story = new DemoStory(out);
        this.node =
                new SimulatedNode(MAC, InetAddress.getByAddress(ADDRESS), BOOT, AWAKE_FOR, story);
        this.home = DemoHome.create(port, MAC, node.cardPort(), node.web());
    }

    /** A host goes on trying when a port is taken; who looks at a demo must hear of it. */
    private static void tryPort(int port) throws StartFailure {
        try (ServerSocket listener = new ServerSocket()) {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new StartFailure(
                    "the demo cannot listen on port %d (%s): choose another one with --port, or end the program that has it"
                            .formatted(port, e.getMessage()),
                    e);
        }
    }

    /** The files in force. */
    public Overlay overlay() {
        Home folder = home.home();
        return new Overlay(Bundle.ofApplication(), folder);
    }

    /** The production wiring, deaf to the variables of the environment. */
    public HostPlan.Assembler assembler() {
        return new Wiring(Map.of(), story);
    }

    /** How long the simulated node boots. */
    public Duration boot() {
        return BOOT;
    }

    @Override
    public void close() throws IOException {
        node.close();
        home.close();
    }
}
