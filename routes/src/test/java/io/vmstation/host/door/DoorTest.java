package io.vmstation.host.door;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vmstation.api.AccessToken;
import io.vmstation.api.DoorRules;
import io.vmstation.api.DoorSettings;
import io.vmstation.host.StartFailure;
import io.vmstation.host.door.RawHttp.Reply;
import io.vmstation.spi.RequestFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DoorTest {
    private static final String TOKEN = "correct-horse-battery";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicInteger reached = new AtomicInteger();
    private final Queue<AsyncCallback> waiting = new ConcurrentLinkedQueue<>();
    private Door door = door(Optional.empty(), List.of());
    @TempDir private Path folder;

    private static Door door(Optional<Path> token, List<String> names) {
        return new Door(
                new DoorSettings(InetAddress.getLoopbackAddress(), 0, token, names),
                new DoorRules(token.map(AccessToken::new), names));
    }

    @Test
    void saysThatItIsStoppingAndWhenToAskAgain() throws Exception {
        Reply reply = RawHttp.send(open(), "GET /stops HTTP/1.1", "Host: localhost");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isEqualTo("30");
        assertThat(reply.body()).contains("VMStation is stopping.");
    }

    @Test
    void letsNobodyHoldTheLineWithoutAsking() throws Exception {
        door =
                new Door(
                        new DoorSettings(
                                InetAddress.getLoopbackAddress(), 0, Optional.empty(), List.of()),
                        new DoorRules(Optional.empty(), List.of()),
                        Duration.ofMillis(200));
        int port = open();
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket slower = new Socket(InetAddress.getLoopbackAddress(), port)) {
            slow.getOutputStream().write("GET /mine/x HTTP/1.1\r\nHo".getBytes(US_ASCII));
            slow.setSoTimeout(20_000);
            slower.setSoTimeout(20_000);

            assertThat(slow.getInputStream().read()).isEqualTo(-1);
            assertThat(slower.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(get(port).status()).isEqualTo(200);
    }

    @AfterEach
    void close() {
        context.stop();
        door.close();
    }

    private int open() throws Exception {
        context.disableJMX();
        context.getRegistry().bind(Door.BEAN, door);
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("platform-http:/mine/{name}?httpMethodRestrict=GET,POST")
                                .process(e -> reached.incrementAndGet())
                                .setBody(simple("${header.name} for ${variable.source}"));
                        from("platform-http:/fails")
                                .process(
                                        e -> {
                                            throw new RequestFailure("It is broken.", 7);
                                        });
                        from("platform-http:/stops")
                                .process(
                                        e -> {
                                            throw new RejectedExecutionException();
                                        });
                        from("platform-http:/defect")
                                .process(
                                        e -> {
                                            throw new IllegalStateException("secret");
                                        });
                        from("platform-http:/headers")
                                .process(e -> e.getMessage().setHeader("X-Mine", "1"))
                                .setBody(constant("ok"));
                        from("platform-http:/waits").process(new Waits());
                    }
                });
        context.start();
        door.open();
        return door.getServerPort();
    }

    /** Comes back when the test says so. */
    private final class Waits extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            exchange.getMessage().setBody("at last");
            waiting.add(callback);
            return false;
        }
    }

    private Path token(String text, String permissions) throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private Reply get(int port, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of("GET /mine/x HTTP/1.1"));
        if (!String.join("\n", headers).contains("Host:")) {
            lines.add("Host: 127.0.0.1:" + port);
        }
        lines.addAll(List.of(headers));
        return RawHttp.send(port, lines.toArray(String[]::new));
    }

    @Test
    void servesRoutesAndTellsThemWhoAsks() throws Exception {
        Reply reply = get(open());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("x for 127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:80",
                "localhost.",
                "127.0.0.1",
                "[::1]:9877",
                "[::1]",
                "192.168.4.63:9877",
                "vmstation.example.net"
            })
    void isAddressedByAddressOrKnownName(String host) throws Exception {
        door = door(Optional.empty(), List.of("vmstation.example.net"));
        assertThat(get(open(), "Host: " + host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9877",
                "127.0.0.1.evil.example",
                "127.1",
                "2130706433",
                "0x7f000001",
                "localhost.evil.example",
                "",
                "[evil]",
                "::1",
                "[127.0.0.1]"
            })
    void isNotReachedByANameThatSomebodyElseGaveIt(String host) throws Exception {
        Reply reply = get(open(), "Host: " + host);

        assertThat(reply.status()).isEqualTo(421);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.body()).contains("\"status\":421").contains("api.names");
        assertThat(reached).hasValue(0);
    }

    @Test
    void wantsExactlyOneHost() throws Exception {
        int port = open();
        assertThat(RawHttp.send(port, "GET /mine/x HTTP/1.0").status()).isEqualTo(400);
        assertThat(get(port, "Host: localhost", "Host: evil.example").status()).isEqualTo(400);
        assertThat(reached).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://127.0.0.1:1",
                "Origin: http://localhost",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void doesNotListenToPagesOfOthers(String header) throws Exception {
        assertThat(get(open(), header).status()).isEqualTo(403);
        assertThat(reached).hasValue(0);
    }

    @Test
    void listensToPagesOfItsOwn() throws Exception {
        int port = open();
        assertThat(get(port, "Origin: http://127.0.0.1:" + port).status()).isEqualTo(200);
        assertThat(get(port, "Origin: https://127.0.0.1:" + port).status()).isEqualTo(200);
        assertThat(get(port, "Sec-Fetch-Site: same-origin").status()).isEqualTo(200);
        assertThat(get(port, "Sec-Fetch-Site: none").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "Text/Plain;charset=utf-8"
            })
    void takesNoForms(String type) throws Exception {
        Reply reply =
                RawHttp.send(
                        open(),
                        "POST /mine/x HTTP/1.1",
                        "Host: localhost",
                        "Content-Length: 0",
                        "Content-Type: " + type);
        assertThat(reply.status()).isEqualTo(415);
        assertThat(reached).hasValue(0);
    }

    @Test
    void takesAPostWithoutABody() throws Exception {
        assertThat(RawHttp.send(open(), "POST /mine/x HTTP/1.1", "Host: localhost").status())
                .isEqualTo(200);
    }

    @Test
    void letsInWhoShowsTheTokenAndNobodyElse() throws Exception {
        door = door(Optional.of(token(TOKEN + "\n", "rw-------")), List.of());
        int port = open();

        assertThat(get(port).status()).isEqualTo(401);
        assertThat(get(port).header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(get(port, "Authorization: Bearer wrong-horse-battery").status()).isEqualTo(401);
        assertThat(get(port, "Authorization: Bearer").status()).isEqualTo(401);
        assertThat(get(port, "Authorization: Basic " + TOKEN).status()).isEqualTo(401);
        assertThat(reached).hasValue(0);
        assertThat(get(port, "Authorization: Bearer " + TOKEN).status()).isEqualTo(200);
        assertThat(get(port, "authorization: bearer " + TOKEN).status()).isEqualTo(200);
    }

    @Test
    void doesNotEvenSayToStrangersWhatThereIs() throws Exception {
        door = door(Optional.of(token(TOKEN, "rw-------")), List.of());
        int port = open();
        assertThat(RawHttp.send(port, "GET /nothing HTTP/1.1", "Host: localhost").status())
                .isEqualTo(401);
    }

    @Test
    void readsTheTokenAgainWhenItsFileChanges() throws Exception {
        Path file = token(TOKEN, "rw-------");
        door = door(Optional.of(file), List.of());
        int port = open();
        assertThat(get(port, "Authorization: Bearer " + TOKEN).status()).isEqualTo(200);

        Files.writeString(file, "another-horse-battery");
        assertThat(get(port, "Authorization: Bearer " + TOKEN).status()).isEqualTo(401);
        assertThat(get(port, "Authorization: Bearer another-horse-battery").status())
                .isEqualTo(200);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(get(port, "Authorization: Bearer another-horse-battery").status())
                .isEqualTo(401);
        Files.delete(file);
        assertThat(get(port, "Authorization: Bearer another-horse-battery").status())
                .isEqualTo(401);
    }

    @Test
    void refusesWhatIsTooLong() throws Exception {
        int port = open();
        Reply body =
                RawHttp.send(
                        port,
                        "POST /mine/x HTTP/1.1",
                        "Host: localhost",
                        "Content-Length: 99999999");
        Reply chunked =
                RawHttp.sendRaw(
                        port,
                        "POST /mine/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                                + "20000\r\n"
                                + "x".repeat(0x20000)
                                + "\r\n0\r\n\r\n");
        Reply line =
                RawHttp.send(port, "GET /" + "x".repeat(5000) + " HTTP/1.1", "Host: localhost");
        Reply head = get(port, "X-Long: " + "x".repeat(20_000));

        assertThat(List.of(body.status(), chunked.status(), line.status(), head.status()))
                .containsExactly(413, 413, 414, 431);
        assertThat(List.of(body, chunked, line, head))
                .allSatisfy(
                        reply ->
                                assertThat(reply.header("Content-Type"))
                                        .isEqualTo("application/problem+json"));
        assertThat(reached).hasValue(0);
    }

    @Test
    void sendsTheHeadersThatKeepPagesAway() throws Exception {
        Reply reply = get(open());
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(reply.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void sendsNothingBackThatTheRequestBrought() throws Exception {
        int port = open();
        Reply reply =
                RawHttp.send(
                        port,
                        "GET /headers?Access-Control-Allow-Origin=*&X-Query=1&CamelHttpResponseCode=204 HTTP/1.1",
                        "Host: localhost",
                        "X-Theirs: 1",
                        "CamelHttpResponseCode: 204");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("X-Mine")).isEqualTo("1");
        assertThat(reply.head()).doesNotContain("Allow-Origin", "X-Query", "X-Theirs");
    }

    @Test
    void answersInProblemsWhenARouteFails() throws Exception {
        int port = open();
        Reply failure = RawHttp.send(port, "GET /fails HTTP/1.1", "Host: localhost");
        Reply defect = RawHttp.send(port, "GET /defect HTTP/1.1", "Host: localhost");
        Reply nothing = RawHttp.send(port, "GET /nothing HTTP/1.1", "Host: localhost");
        Reply method = RawHttp.send(port, "DELETE /mine/x HTTP/1.1", "Host: localhost");

        assertThat(failure.status()).isEqualTo(503);
        assertThat(failure.body()).contains("\"detail\":\"It is broken.\"");
        assertThat(defect.status()).isEqualTo(500);
        assertThat(defect.body()).doesNotContain("secret");
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(method.status()).isEqualTo(405);
        assertThat(List.of(failure, defect, nothing, method))
                .allSatisfy(
                        reply ->
                                assertThat(reply.header("Content-Type"))
                                        .isEqualTo("application/problem+json"));
    }

    @Test
    void holdsNoThreadForThoseWhoWait() throws Exception {
        int port = open();
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
            client.getOutputStream()
                    .write(
                            "GET /waits HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.UTF_8));
            clients.add(client);
        }
        await().until(() -> waiting.size() == 100);

        assertThat(get(port).status()).isEqualTo(200);
        waiting.forEach(callback -> callback.done(false));
        for (Socket client : clients) {
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith("at last");
            client.close();
        }
    }

    @Test
    void saysInOneSentenceThatItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Door other =
                        new Door(
                                new DoorSettings(
                                        InetAddress.getLoopbackAddress(),
                                        taken.getLocalPort(),
                                        Optional.empty(),
                                        List.of()),
                                new DoorRules(Optional.empty(), List.of()))) {
            assertThatThrownBy(other::tryOpen)
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("the door for the API cannot be opened at 127.0.0.1:")
                    .hasMessageContaining("api.port");
            assertThatThrownBy(other::open).isInstanceOf(StartFailure.class);
        }
    }
}
