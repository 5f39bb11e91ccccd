package io.vmstation.ipmi.push;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** An HTTP server on loopback that does as it is told and keeps what it was sent. */
final class ScriptedReceiver implements AutoCloseable {
    /** Does not answer. */
    static final String HANG = "hang";

    /** Closes the connection without an answer. */
    static final String CLOSE = "close";

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final ExecutorService threads;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final Deque<String> script = new ConcurrentLinkedDeque<>();
    private volatile String otherwise = "204 No Content\r\n";

    /**
     * What it was sent.
     *
     * @param headers by name in lower case
     */
    record Request(String method, String path, Map<String, String> headers, ByteString body) {
        String line() {
            return method + " " + path;
        }

        String text() {
            return body.toStringUtf8();
        }

        List<Received> samples() {
            return Received.in(body.toByteArray());
        }
    }

    ScriptedReceiver() throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    ScriptedReceiver(ServerSocket server) {
        this.server = server;
        threads =
                Executors.newCachedThreadPool(
                        task -> {
                            Thread thread = new Thread(task, "receiver");
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.execute(this::accept);
    }

    /** What it answers to the next requests, one after the other: status line, headers. */
    ScriptedReceiver then(String... answers) {
        script.addAll(List.of(answers));
        return this;
    }

    /** What it answers when the script is at its end. */
    ScriptedReceiver otherwise(String answer) {
        otherwise = answer;
        return this;
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many connections there have been. */
    int connections() {
        return open.size();
    }

    List<String> lines() {
        return requests.stream().map(Request::line).toList();
    }

    /** Every sample that it was sent, also those that it did not take. */
    List<Received> samples() {
        return requests.stream().flatMap(request -> request.samples().stream()).toList();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                if (server.isClosed()) {
                    // One that slipped in while it was being closed.
                    socket.close();
                    return;
                }
                threads.execute(() -> talk(socket));
            }
        } catch (IOException e) {
            // The end of the test.
            return;
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (Request request = read(in); request != null; request = read(in)) {
                requests.add(request);
                String next = script.poll();
                String answer = next == null ? otherwise : next;
                if (answer.equals(CLOSE)) {
                    return;
                }
                if (answer.equals(HANG)) {
                    in.readAllBytes();
                    return;
                }
                out.write(whole(answer).getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            // The client, or the test, is gone.
            return;
        }
    }

    private static String whole(String answer) {
        String head = answer.endsWith("\r\n") ? answer : answer + "\r\n";
        boolean hasBody = head.contains("\r\n\r\n");
        return "HTTP/1.1 "
                + head
                + (hasBody || head.startsWith("204") ? "" : "Content-Length: 0\r\n")
                + (hasBody ? "" : "\r\n");
    }

    /** An answer with a body. */
    static String withBody(String status, String body) {
        return status
                + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\n\r\n"
                + body
                + "\r\n";
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        String line = line(in);
        if (line.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String[] words = line.split(" ", -1);
        return new Request(words[0], words[1], headers, ByteString.copyFrom(body));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
