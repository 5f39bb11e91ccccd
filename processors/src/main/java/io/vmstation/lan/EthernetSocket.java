package io.vmstation.lan;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * Sends whole Ethernet frames, such as raw magic packets (EtherType 0x0842) and ARP, by a Linux
 * packet socket. It receives nothing. Thread-safe; sending does not block.
 */
public final class EthernetSocket implements AutoCloseable {
    private static final int HEADER = 14;
    private static final int ETHER_TYPE_AT = 12;
    private static final int ADDRESS_LENGTH = 20;
    private static final int CLOSED = -1;

    private int descriptor;

    private EthernetSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens a socket for all interfaces. The first call loads native code and takes some tens of
     * milliseconds.
     *
     * @throws IOException with one sentence for the user: no permission, not Linux, no native code
     */
    public static EthernetSocket open() throws IOException {
        String system = System.getProperty("os.name", "");
        if (!system.toLowerCase(Locale.ROOT).contains("linux")) {
            throw new IOException(
                    "raw Ethernet frames can only be sent on Linux, not on " + system);
        }
        try {
            // Protocol 0: the kernel never queues a frame for a socket that nobody reads.
            return new EthernetSocket(
                    LinuxSockets.socket(
                            LinuxSockets.AF_PACKET,
                            LinuxSockets.SOCK_RAW | LinuxSockets.SOCK_CLOEXEC,
                            0));
        } catch (LastErrorException e) {
            throw new IOException(whyNotOpened(e), e);
        } catch (LinkageError e) {
            throw new IOException(
                    "raw Ethernet frames need the native part of JNA, which could not be loaded"
                            + " (set -Djna.tmpdir to a folder that is not mounted noexec): "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Sends one frame.
     *
     * @param from the interface that it leaves by
     * @param frame from the destination address on, without the check sum; at least 14 octets
     * @throws IOException with one sentence for the user, also once closed
     */
    public synchronized void send(LocalInterface from, byte[] frame) throws IOException {
        if (frame.length < HEADER) {
            throw new IllegalArgumentException("an Ethernet frame has at least 14 octets");
        }
        if (descriptor == CLOSED) {
            throw new IOException("the raw socket is closed");
        }
        byte[] address = linkLayerAddress(from.index(), frame);
        try {
            LinuxSockets.sendto(
                    descriptor,
                    frame,
                    new NativeLong(frame.length),
                    LinuxSockets.MSG_DONTWAIT,
                    address,
                    address.length);
        } catch (LastErrorException e) {
            throw new IOException(
                    "the frame was not sent by interface " + from.name() + ": " + e.getMessage(),
                    e);
        }
    }

    @Override
    public synchronized void close() {
        if (descriptor != CLOSED) {
            int open = descriptor;
            descriptor = CLOSED;
            LinuxSockets.close(open);
        }
    }

    /**
     * A {@code struct sockaddr_ll}; the frame brings its own header, so the index is what counts.
     */
    private static byte[] linkLayerAddress(int index, byte[] frame) {
        return ByteBuffer.allocate(ADDRESS_LENGTH)
                .order(ByteOrder.nativeOrder())
                .putShort((short) LinuxSockets.AF_PACKET)
                .put(frame, ETHER_TYPE_AT, Short.BYTES)
                .putInt(index)
                .array();
    }

    private static String whyNotOpened(LastErrorException error) {
        int code = error.getErrorCode();
        return code == LinuxSockets.EPERM || code == LinuxSockets.EACCES
                ? "raw Ethernet frames need CAP_NET_RAW: run as root, or with"
                        + " AmbientCapabilities=CAP_NET_RAW in the systemd unit"
                : "the raw socket could not be opened: " + error.getMessage();
    }
}
