package io.vmstation.reach;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/** A TCP server that treats its first client, its second, and so on, as it is told. */
final class TestServer implements AutoCloseable {
    private final ServerSocket server;
    private final Treatment treatment;
    private final ThreadFactory threads;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    /** What happens to one client; the connection is closed afterwards. */
    interface Treatment {
        void treat(Socket client, int number) throws IOException;
    }

    private TestServer(ServerSocket server, Treatment treatment, ThreadFactory threads) {
        this.server = server;
        this.treatment = treatment;
        this.threads = threads;
    }

    static TestServer on(String address, Treatment treatment) throws IOException {
        return on(address, 0, treatment, TestServer::daemon);
    }

    static TestServer on(String address, int port, Treatment treatment, ThreadFactory threads)
            throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        TestServer started = new TestServer(server, treatment, threads);
        threads.newThread(started::accept).start();
        return started;
    }

    /** Says nothing for as long as the client stays. */
    static void stay(Socket client) throws IOException {
        var unused = client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /** Reads one HTTP request, without a body, and gives it back. */
    static String request(Socket client) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        while (!request.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int octet = client.getInputStream().read();
            if (octet < 0) {
                throw new IOException("the client left: " + request);
            }
            request.write(octet);
        }
        return request.toString(StandardCharsets.US_ASCII);
    }

    static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    int port() {
        return server.getLocalPort();
    }

    int clientsSoFar() {
        return clients.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                clients.add(client);
                int number = clients.size();
                threads.newThread(() -> serve(client, number)).start();
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client, int number) {
        try (client) {
            treatment.treat(client, number);
        } catch (IOException e) {
            // A probe may leave at any time.
            return;
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "test-server");
        thread.setDaemon(true);
        return thread;
    }
}
