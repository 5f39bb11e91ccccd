package io.vmstation.wake.method;

import static java.util.Objects.requireNonNull;

import io.vmstation.lan.EthernetSocket;
import io.vmstation.lan.LocalInterface;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.node.MacAddress;
import io.vmstation.node.Node;
import io.vmstation.node.SecureOn;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.WakeMethod;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Sends magic packets as raw Ethernet frames (EtherType 0x0842), to the node and to everybody, from
 * each eligible interface. Needs CAP_NET_RAW, no IP address and no route. Thread-safe.
 */
public final class RawMagicPacket implements WakeMethod {
    private static final String NO_INTERFACE = "this machine has no Ethernet interface that is up";

    private final LocalInterfaces interfaces;

    /** Sends from {@code interfaces}. */
    public RawMagicPacket(LocalInterfaces interfaces) {
        this.interfaces = requireNonNull(interfaces, "interfaces is null");
    }

    @Override
    public String name() {
        return "raw-frame";
    }

    @Override
    public String plan(Node node) {
        try {
            EthernetSocket.open().close();
        } catch (IOException e) {
            return "cannot be used here: " + e.getMessage();
        }
        String by =
                interfaces.select(node.wake().interfaces()).interfaces().stream()
                        .map(LocalInterface::name)
                        .collect(Collectors.joining(", "));
        return by.isEmpty()
                ? "cannot be used here: " + NO_INTERFACE
                : "sends Ethernet frames for " + MagicPacket.targets(node) + " by " + by;
    }

    @Override
    public CompletableFuture<MethodOutcome> ask(Node node) {
        return CompletableFuture.completedFuture(send(node));
    }

    private MethodOutcome send(Node node) {
        EthernetSocket opened;
        try {
            opened = EthernetSocket.open();
        } catch (IOException e) {
            return new MethodOutcome.Unavailable(String.valueOf(e.getMessage()));
        }
        LocalInterfaces.Selection selection = interfaces.select(node.wake().interfaces());
        Set<String> problems = new LinkedHashSet<>(selection.problems());
        Set<String> names = new LinkedHashSet<>();
        int frames = 0;
        try (EthernetSocket socket = opened) {
            Optional<SecureOn> password = Passwords.of(node);
            for (LocalInterface from : selection.interfaces()) {
                for (MacAddress target : node.macAddresses()) {
                    frames += send(socket, from, target, password, problems);
                }
                names.add(from.name());
            }
        } catch (IOException e) {
            return new MethodOutcome.Failed(String.valueOf(e.getMessage()));
        }
        if (frames > 0) {
            return new MethodOutcome.Sent(frames, "by " + String.join(", ", names));
        }
        return problems.isEmpty()
                ? new MethodOutcome.Unavailable(NO_INTERFACE)
                : new MethodOutcome.Failed(String.join(", ", problems));
    }

    private static int send(
            EthernetSocket socket,
            LocalInterface from,
            MacAddress target,
            Optional<SecureOn> password,
            Set<String> problems) {
        int frames = 0;
        for (boolean broadcast : new boolean[] {false, true}) {
            try {
                socket.send(
                        from, MagicPacket.frame(from.macAddress(), target, password, broadcast));
                frames++;
            } catch (IOException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return frames;
    }
}
