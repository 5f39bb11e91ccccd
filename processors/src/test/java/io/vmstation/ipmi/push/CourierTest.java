package io.vmstation.ipmi.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.ipmi.push.Verdict.Later;
import io.vmstation.ipmi.push.Verdict.Refused;
import io.vmstation.ipmi.push.Verdict.Taken;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What receivers answer, and what becomes of it. */
@Timeout(60)
class CourierTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private ScriptedReceiver receiver;

    @BeforeEach
    void open() throws IOException {
        receiver = new ScriptedReceiver();
    }

    @AfterEach
    void close() throws IOException {
        receiver.close();
        workers.shutdownNow();
    }

    private Verdict send(Login login, Duration limit, URI address) throws Exception {
        return new Courier(workers, login, "vmstation/test", limit)
                .send(
                        "POST",
                        address,
                        Map.of("Content-Type", "text/x"),
                        BodyPublishers.ofString("body"))
                .get(50, TimeUnit.SECONDS);
    }

    private Verdict send(Login login) throws Exception {
        return send(login, PATIENCE, receiver.at("/in?tenant=secret"));
    }

    private Verdict answered(String answer) throws Exception {
        receiver.otherwise(answer);
        return send(new Login.None());
    }

    private String where() {
        return "127.0.0.1:" + receiver.port();
    }

    @Test
    void aRequestSaysWhoSends() throws Exception {
        assertThat(answered("200 OK")).isEqualTo(new Taken());

        ScriptedReceiver.Request request = receiver.requests.get(0);
        assertThat(request.line()).isEqualTo("POST /in?tenant=secret");
        assertThat(request.text()).isEqualTo("body");
        assertThat(request.headers())
                .containsEntry("user-agent", "vmstation/test")
                .containsEntry("content-type", "text/x")
                .doesNotContainKeys("authorization", "upgrade", "cookie");
    }

    @Test
    void anyAnswerOfTheTwoHundredsIsASuccess() throws Exception {
        for (String answer : List.of("200 OK", "202 Accepted", "204 No Content")) {
            assertThat(answered(answer)).isEqualTo(new Taken());
        }
    }

    @Test
    void aReceiverInTroubleIsAskedAgainLater() throws Exception {
        assertThat(answered(ScriptedReceiver.withBody("503 No", "starting\r\n\tup\u0007")))
                .isEqualTo(new Later(where() + " answered 503: starting up", Duration.ZERO));
        assertThat(answered("500 Internal Server Error")).isInstanceOf(Later.class);
        assertThat(answered("429 Too Many Requests\r\nRetry-After: 7"))
                .isEqualTo(new Later(where() + " answered 429", Duration.ofSeconds(7)));
        assertThat(answered("503 No\r\nRetry-After: 2"))
                .isEqualTo(new Later(where() + " answered 503", Duration.ofSeconds(2)));
    }

    @Test
    void whatIsRefusedIsNotSentAgain() throws Exception {
        assertThat(answered(ScriptedReceiver.withBody("400 Bad Request", "out of order sample")))
                .isEqualTo(new Refused(where() + " answered 400: out of order sample"));
        assertThat(answered("401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\""))
                .isEqualTo(new Refused(where() + " answered 401 (the login was not accepted)"));
        assertThat(answered("404 Not Found"))
                .isEqualTo(
                        new Refused(
                                where()
                                        + " answered 404 (nothing takes it there, check the path)"));
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        try (ScriptedReceiver other = new ScriptedReceiver()) {
            Verdict verdict = answered("302 Found\r\nLocation: " + other.at("/in"));

            assertThat(((Refused) verdict).reason()).contains("redirects are not followed");
            assertThat(other.requests).isEmpty();
        }
    }

    @Test
    void aReceiverThatHangsUpIsAskedAgainLater() throws Exception {
        assertThat(((Later) answered(ScriptedReceiver.CLOSE)).reason())
                .startsWith(where() + " cannot be reached: ");
    }

    @Test
    void aReceiverThatSaysNothingIsGivenUpInTime() throws Exception {
        receiver.otherwise(ScriptedReceiver.HANG);

        assertThat(send(new Login.None(), Duration.ofMillis(300), receiver.at("/in")))
                .isEqualTo(new Later(where() + " did not answer within 300 ms", Duration.ZERO));
    }

    @Test
    void aReceiverThatStopsInTheMiddleOfItsAnswerIsGivenUpInTime() throws Exception {
        receiver.otherwise("500 No\r\nContent-Length: 1000\r\n\r\nbegin");

        assertThat(send(new Login.None(), Duration.ofMillis(300), receiver.at("/in")))
                .isInstanceOf(Later.class);
    }

    @Test
    void anAnswerWithoutAnEndIsCutOff() throws Exception {
        receiver.otherwise(
                "400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + ("1000\r\n" + "x".repeat(4096) + "\r\n").repeat(1_000));

        assertThat(((Refused) send(new Login.None())).reason())
                .hasSizeLessThan(300)
                .contains("xxx...");
    }

    @Test
    void aReceiverThatIsNotThereIsAskedAgainLater() throws Exception {
        URI address = receiver.at("/in");
        receiver.close();

        assertThat(((Later) send(new Login.None(), PATIENCE, address)).reason())
                .isEqualTo(
                        where()
                                + " cannot be reached: the connection was refused or there is no"
                                + " way to it");
    }

    @Test
    void aNameThatNobodyKnowsIsNoReasonToGiveUp() throws Exception {
        assertThat(
                        ((Later)
                                        send(
                                                new Login.None(),
                                                PATIENCE,
                                                URI.create("http://nobody.invalid:9091/in")))
                                .reason())
                .isEqualTo("nobody.invalid:9091 cannot be reached: there is no such name");
    }

    @Test
    void aLoginIsShownAndNeverTold(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "very-secret-token\n");
        receiver.otherwise(
                ScriptedReceiver.withBody("403 No", "very-secret-token is not known here"));

        assertThat(send(new Login.Bearer(token)))
                .isEqualTo(
                        new Refused(
                                where()
                                        + " answered 403 (the login was not accepted): *** is not"
                                        + " known here"));
        assertThat(receiver.requests.get(0).headers())
                .containsEntry("authorization", "Bearer very-secret-token");
    }

    @Test
    void nothingIsSentWithoutTheLoginThatItNeeds(@TempDir Path folder) throws Exception {
        assertThat(((Later) send(new Login.Bearer(folder.resolve("none")))).reason())
                .contains("the token file")
                .contains("cannot be read");
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void noProxyGetsToSeeIt() throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        AtomicBoolean asked = new AtomicBoolean();
        ProxySelector.setDefault(
                new ProxySelector() {
                    @Override
                    public List<Proxy> select(URI uri) {
                        asked.set(true);
                        return List.of(Proxy.NO_PROXY);
                    }

                    @Override
                    public void connectFailed(URI uri, SocketAddress address, IOException e) {}
                });
        try {
            assertThat(send(new Login.None())).isEqualTo(new Taken());
            assertThat(asked).isFalse();
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsNotAccepted(@TempDir Path folder) throws Exception {
        try (ScriptedReceiver pretender = new ScriptedReceiver(secure(folder))) {
            Verdict verdict =
                    send(
                            new Login.None(),
                            PATIENCE,
                            URI.create("https://127.0.0.1:" + pretender.port() + "/in"));

            assertThat(((Later) verdict).reason()).contains("PKIX");
            assertThat(pretender.requests).isEmpty();
        }
    }

    @Test
    void theSameConnectionIsUsedAgain() throws Exception {
        Courier courier = new Courier(workers, new Login.None(), "vmstation/test", PATIENCE);
        for (int i = 0; i < 3; i++) {
            courier.send("PUT", receiver.at("/in"), Map.of(), BodyPublishers.ofString("body"))
                    .get(50, TimeUnit.SECONDS);
        }
        await().until(() -> receiver.requests.size() == 3);
        assertThat(receiver.connections()).isEqualTo(1);
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
}
