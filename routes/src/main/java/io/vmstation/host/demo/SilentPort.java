package io.vmstation.host.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A TCP port that answers nothing at all, as that of a machine that is switched off: neither
 * accepts nor refuses. Linux drops what asks for a listener whose queue is full, and this one's is.
 */
final class SilentPort implements AutoCloseable {
    private static final int SHORTEST_QUEUE = 1;

    /** Linux lets one more in than the queue is long. */
    private static final int FILLERS = SHORTEST_QUEUE + 1;

    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final List<SocketChannel> fillers = new ArrayList<>();

    SilentPort(InetSocketAddress address) throws IOException {
        listener.bind(address, SHORTEST_QUEUE);
        for (int i = 0; i < FILLERS; i++) {
            fillers.add(SocketChannel.open(address()));
        }
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    @Override
    public void close() {
        fillers.forEach(SilentPort::close);
        close(listener);
    }

    private static void close(AutoCloseable channel) {
        try {
            channel.close();
        } catch (Exception e) {
            throw new IllegalStateException("a channel could not be closed", e);
        }
    }
}
