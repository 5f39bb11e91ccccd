package io.vmstation.reach;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port that never answers, like that of a machine asleep: its queue is full and Linux drops. */
public final class SilentPort implements AutoCloseable {
    private static final int SURELY_FULL = 100;
    private static final int DROPPED_MILLIS = 300;

    private final ServerSocket server;
    private final List<Socket> queue = new ArrayList<>();

    public SilentPort(String address) throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getByName(address));
        while (joinsTheQueue(server.getLocalSocketAddress())) {
            if (queue.size() > SURELY_FULL) {
                throw new IOException("the queue never fills");
            }
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket waiting : queue) {
            waiting.close();
        }
        server.close();
    }

    private boolean joinsTheQueue(SocketAddress port) throws IOException {
        Socket waiting = new Socket();
        queue.add(waiting);
        try {
            waiting.connect(port, DROPPED_MILLIS);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
