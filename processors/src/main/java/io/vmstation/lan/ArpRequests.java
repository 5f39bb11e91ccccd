package io.vmstation.lan;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the LAN for the MAC address of a machine that may just be waking. The kernel repeats its own
 * question only once a second; the answer to ours completes its pending entry, and a connection
 * that waits for it goes out at once.
 *
 * <p>Where raw frames cannot be sent it does nothing, and has said so once. Thread-safe; never
 * blocks.
 */
public final class ArpRequests implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ArpRequests.class);

    /** Reading the interfaces of a Kubernetes node takes milliseconds, a poll comes every 20. */
    private static final Duration INTERFACES_FRESH = Duration.ofSeconds(1);

    private final LocalInterfaces interfaces;
    private volatile Known known = new Known(List.of(), System.nanoTime(), true);
    private @Nullable EthernetSocket socket;
    private boolean closed;

    private record Known(List<LocalInterface> interfaces, long read, boolean stale) {
        boolean fresh() {
            return !stale && System.nanoTime() - read < INTERFACES_FRESH.toNanos();
        }
    }

    /**
     * Begins to get ready.
     *
     * @param background opens the raw socket, once, because that loads native code; until then
     *     nothing is asked
     */
    public ArpRequests(LocalInterfaces interfaces, Executor background) {
        this.interfaces = requireNonNull(interfaces, "interfaces is null");
        background.execute(this::open);
    }

    /**
     * Asks once, by every interface on whose subnet that address lies; by none if there is none.
     */
    public void ask(Inet4Address target) {
        EthernetSocket by = socket();
        if (by == null) {
            return;
        }
        for (LocalInterface from : known()) {
            from.subnetOf(target)
                    .map(own -> new ArpRequest(from.macAddress(), own.address(), target))
                    .ifPresent(request -> send(by, from, request));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }

    private void open() {
        try {
            keep(EthernetSocket.open());
        } catch (IOException e) {
            log.info(
                    "A waking machine may be noticed up to a second late: reason={}",
                    e.getMessage());
        }
    }

    private synchronized void keep(EthernetSocket opened) {
        if (closed) {
            opened.close();
        } else {
            socket = opened;
        }
    }

    private synchronized @Nullable EthernetSocket socket() {
        return socket;
    }

    private List<LocalInterface> known() {
        Known now = known;
        if (!now.fresh()) {
            now = new Known(interfaces.onEthernet(), System.nanoTime(), false);
            known = now;
        }
        return now.interfaces();
    }

    private static void send(EthernetSocket by, LocalInterface from, ArpRequest request) {
        try {
            by.send(from, request.frame());
        } catch (IOException e) {
            log.debug(
                    "An ARP request was not sent: address={}, reason={}",
                    request.target().getHostAddress(),
                    e.getMessage());
        }
    }
}
