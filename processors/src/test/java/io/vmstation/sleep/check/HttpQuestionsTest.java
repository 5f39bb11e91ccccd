package io.vmstation.sleep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.sleep.check.HttpFinding.Answered;
import io.vmstation.sleep.check.HttpFinding.Unanswered;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HttpQuestionsTest {
    private final Questions questions = new Questions();

    @AfterEach
    void close() {
        questions.close();
    }

    private CompletableFuture<HttpFinding> get(String url, Duration timeLimit) {
        return questions.http.get(URI.create(url), Map.of(), timeLimit);
    }

    private CompletableFuture<HttpFinding> get(ServerSocket server) {
        return get("http://127.0.0.1:" + server.getLocalPort(), Questions.TIME_LIMIT);
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @Test
    void keepsNoConnectionThatWouldLookLikeAUseOfTheNode() throws Exception {
        try (ServerSocket server = listen()) {
            CompletableFuture<HttpFinding> found = get(server);
            try (Socket connection = server.accept()) {
                String request = head(connection.getInputStream());
                say(
                        connection,
                        "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 06:52:37 GMT\r\n"
                                + "Connection: keep-alive\r\nContent-Length: 2\r\n\r\nok");

                assertThat(request).startsWith("GET / HTTP/1.1").contains("connection: close");
                assertThat(found.join())
                        .isEqualTo(
                                new Answered(
                                        200,
                                        Optional.of(Instant.parse("2026-11-22T06:52:37Z")),
                                        "ok"));
                assertThat(connection.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void givesUpWithinTheTimeLimitHoweverSlowlyTheAnswerTrickles() throws Exception {
        try (ServerSocket server = listen()) {
            CompletableFuture<HttpFinding> found =
                    get("http://127.0.0.1:" + server.getLocalPort(), Duration.ofMillis(300));
            try (Socket connection = server.accept()) {
                head(connection.getInputStream());
                say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nslow");

                assertThat(((Unanswered) found.join()).reason()).contains("did not answer within");
                assertThat(connection.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void readsNoMoreThanAnAnswerMayBeLong() throws Exception {
        try (ServerSocket server = listen()) {
            CompletableFuture<HttpFinding> found = get(server);
            try (Socket connection = server.accept()) {
                head(connection.getInputStream());
                say(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
                try {
                    for (int sent = 0; sent < 1000; sent++) {
                        say(connection, chunk);
                    }
                } catch (IOException e) {
                    assertThat(e).as("it hung up").isNotNull();
                }
                assertThat(((Unanswered) found.join()).reason())
                        .contains("more than an answer may be long");
            }
        }
    }

    @Test
    void aServerThatHangsUpOrSpeaksAnotherLanguageIsNoAnswer() throws Exception {
        try (ServerSocket server = listen()) {
            CompletableFuture<HttpFinding> first = get(server);
            try (Socket connection = server.accept()) {
                head(connection.getInputStream());
            }
            assertThat(((Unanswered) first.join()).reason()).contains("hung up");

            CompletableFuture<HttpFinding> second = get(server);
            try (Socket connection = server.accept()) {
                head(connection.getInputStream());
                say(connection, "SSH-2.0-OpenSSH_9.2p1\r\n\r\n");
                assertThat(second.join()).isInstanceOf(Unanswered.class);
            }
        }
    }

    @Test
    void aNameThatDoesNotExistIsNoAnswer() {
        HttpFinding found = get("http://nosuch.invalid:80", Questions.TIME_LIMIT).join();

        assertThat(((Unanswered) found).reason()).startsWith("nosuch.invalid:80");
    }

    @Test
    void aCertificateForWhichNobodyVouchesIsNoAnswer(@TempDir Path folder) throws Exception {
        try (ServerSocket server = secure(folder)) {
            CompletableFuture<Void> served =
                    CompletableFuture.runAsync(
                            () -> {
                                try (Socket connection = server.accept()) {
                                    head(connection.getInputStream());
                                } catch (IOException e) {
                                    assertThat(e).as("the client did not go on").isNotNull();
                                }
                            });
            HttpFinding found =
                    get("https://127.0.0.1:" + server.getLocalPort(), Questions.TIME_LIMIT).join();

            assertThat(((Unanswered) found).reason()).contains("did not show that it is who");
            served.get(20, TimeUnit.SECONDS);
        }
    }

    private static ServerSocket secure(Path folder) throws Exception {
        Path store = folder.resolve("store");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=127.0.0.1",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                "changeit")
                        .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        while (!heard.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                break;
            }
            heard.write(octet);
        }
        return heard.toString(StandardCharsets.US_ASCII);
    }

    private static void say(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
