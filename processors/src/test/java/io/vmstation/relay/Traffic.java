package io.vmstation.relay;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** What the two ends of a connection do in the tests. */
final class Traffic {
    private Traffic() {}

    static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    static String hear(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    static String hearAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    static void hangUp(Closeable end) throws IOException {
        end.close();
    }

    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    static byte[] noise(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /** Writes all and says that this was all, on another thread. */
    static CompletableFuture<Void> sendAndEnd(Socket socket, byte[] bytes) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        OutputStream out = socket.getOutputStream();
                        out.write(bytes);
                        socket.shutdownOutput();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                Traffic::beside);
    }

    /** The digest of all that comes, read on another thread. */
    static CompletableFuture<String> digestOfAll(Socket socket) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        MessageDigest digest = sha256();
                        InputStream in = socket.getInputStream();
                        byte[] buffer = new byte[65536];
                        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            digest.update(buffer, 0, n);
                        }
                        return HexFormat.of().formatHex(digest.digest());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                Traffic::beside);
    }

    /** On a thread of its own: newer JVMs share one thread among all that blocks. */
    static void beside(Runnable task) {
        Thread thread = new Thread(task, "traffic");
        thread.setDaemon(true);
        thread.start();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
