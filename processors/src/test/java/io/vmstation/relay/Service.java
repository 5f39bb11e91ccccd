package io.vmstation.relay;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A service on a node, of which the test plays the server. */
final class Service implements Closeable {
    private final ServerSocket listener;

    Service(String address) {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getByName(address));
            listener.setSoTimeout(RelayFixture.PATIENCE_SECONDS * 1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Service() {
        this("127.0.0.1");
    }

    int port() {
        return listener.getLocalPort();
    }

    Socket accept() throws IOException {
        Socket socket = listener.accept();
        socket.setSoTimeout(RelayFixture.PATIENCE_SECONDS * 1000);
        return socket;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
