package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Datagrams to and from one BMC; what others send is not heard. Used by one thread at a time,
 * closed by any.
 */
final class Wire implements AutoCloseable {
    /** Far more than any message of RMCP+ has. */
    private static final int LONGEST = 1024;

    private static final Duration MOST_PATIENCE = Duration.ofSeconds(1);

    /** Looks at a datagram. */
    interface Reader<T> {
        /** What was waited for, or nothing: then the wait goes on. */
        Optional<T> read(byte[] datagram) throws LanFailure;
    }

    /** Makes a datagram, anew each time that it is sent. */
    interface Writer {
        byte[] write() throws LanFailure;
    }

    private final String peer;
    private final DatagramSocket socket;
    private volatile boolean unreachable;

    Wire(InetAddress host, int port) throws LanFailure {
        peer = host.getHostAddress() + " port " + port;
        try {
            socket = new DatagramSocket();
        } catch (IOException e) {
            throw new LanFailure(Kind.SILENT, "no UDP socket: " + e.getMessage());
        }
        try {
            socket.connect(host, port);
        } catch (RuntimeException e) {
            socket.close();
            throw new LanFailure(Kind.SILENT, "no way to " + peer + ": " + e.getMessage());
        }
    }

    /** The address and port at the other end. */
    String peer() {
        return peer;
    }

    /**
     * Sends until an answer fits.
     *
     * @param tries how often it is sent at most
     * @param patience how long to wait before it is sent again; twice as long each time
     * @param deadline when to give up
     */
    <T> T exchange(
            Writer request, Reader<T> reader, int tries, Duration patience, Deadline deadline)
            throws LanFailure {
        int ignored = 0;
        int sent = 0;
        long began = System.nanoTime();
        while (sent < tries && !deadline.hasPassed()) {
            send(request.write());
            sent++;
            Deadline again = deadline.butWithin(longer(patience, sent));
            while (!again.hasPassed()) {
                byte[] datagram = receive(again);
                Optional<T> answer =
                        datagram.length == 0 ? Optional.empty() : reader.read(datagram);
                if (answer.isPresent()) {
                    return answer.get();
                }
                ignored += datagram.length == 0 ? 0 : 1;
            }
        }
        boolean waited = System.nanoTime() - began >= patience.toNanos() / 2;
        throw waited
                ? new LanFailure(Kind.SILENT, silence(ignored))
                : new LanFailure(Kind.LATE, "the time was up before " + peer + " answered");
    }

    private static Duration longer(Duration patience, int sent) {
        Duration doubled = patience.multipliedBy(1L << Math.min(sent - 1, 10));
        return doubled.compareTo(MOST_PATIENCE) < 0
                ? doubled
                : patience.compareTo(MOST_PATIENCE) < 0 ? MOST_PATIENCE : patience;
    }

    private String silence(int ignored) {
        if (ignored > 0) {
            return peer + " answers, but not what was asked by IPMI 2.0";
        }
        return unreachable
                ? "nothing listens at " + peer + " (UDP)"
                : "no answer from " + peer + " (UDP)";
    }

    /** Sends once, and does not wait. */
    void send(byte[] datagram) throws LanFailure {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length));
        } catch (PortUnreachableException e) {
            unreachable = true;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** The next datagram, empty when none came. */
    private byte[] receive(Deadline deadline) throws LanFailure {
        DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        try {
            socket.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline.left())));
            socket.receive(packet);
            unreachable = false;
            return Arrays.copyOf(packet.getData(), packet.getLength());
        } catch (SocketTimeoutException e) {
            return new byte[0];
        } catch (PortUnreachableException e) {
            // It may be starting: asked again in a while, not at once.
            unreachable = true;
            LockSupport.parkNanos(Math.min(deadline.left(), TimeUnit.MILLISECONDS.toNanos(100)));
            return new byte[0];
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private LanFailure failure(IOException e) {
        return socket.isClosed()
                ? new LanFailure(Kind.STOPPED, "the attempt was given up")
                : new LanFailure(Kind.SILENT, "no way to " + peer + ": " + e.getMessage());
    }

    @Override
    public void close() {
        socket.close();
    }
}
