package io.vmstation.host.door;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Requests to this machine with exactly the bytes of the test, which no HTTP client would send. */
public final class RawHttp {
    private static final int PATIENCE_MILLIS = 20_000;

    private RawHttp() {}

    /** An answer: everything up to the end of the connection. */
    public record Reply(int status, String head, String body) {
        /** The value of a header, in any case; empty when it is not there. */
        public String header(String name) {
            return head.lines()
                    .filter(
                            line ->
                                    line.toLowerCase(Locale.ROOT)
                                            .startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /** Sends the lines of a head, asks for the end of the connection, and reads the answer. */
    public static Reply send(int port, String... lines) throws IOException {
        return sendRaw(port, String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n");
    }

    /** Sends a request as it is. */
    public static Reply sendRaw(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int split = all.indexOf("\r\n\r\n");
            String head = split < 0 ? all : all.substring(0, split);
            return new Reply(
                    head.isEmpty() ? 0 : Integer.parseInt(head.split(" ", 3)[1]),
                    head,
                    split < 0 ? "" : all.substring(split + 4));
        }
    }
}
