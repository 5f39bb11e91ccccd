package io.vmstation.reach;

import static io.vmstation.reach.TestNodes.node;
import static io.vmstation.reach.TestNodes.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vmstation.exec.LocalCommands;
import io.vmstation.lan.ArpRequests;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.lan.NetworkNamespace;
import io.vmstation.lan.Transports;
import io.vmstation.node.Node;
import io.vmstation.node.Readiness;
import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Answer.AddressAnswers;
import io.vmstation.spi.Answer.PortAccepts;
import io.vmstation.spi.Answer.Ready;
import io.vmstation.spi.Answer.Silent;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"epoll", "nio"})
class NodeReachabilityTest {
    private static final String HERE = "127.0.0.1";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final boolean epollIsMeant;
    private final Transports transports;
    private final LocalCommands commands = new LocalCommands();
    private final ArpRequests arpRequests = new ArpRequests(new LocalInterfaces(), Runnable::run);
    private final NodeReachability reachability;

    NodeReachabilityTest(String transport) {
        transports =
                transport.equals("nio")
                        ? new Transports(
                                new NioEventLoopGroup(2),
                                NioSocketChannel.class,
                                NioServerSocketChannel.class)
                        : Transports.start(2, "reach");
        reachability = new NodeReachability(transports, arpRequests, commands, false);
        epollIsMeant = transport.equals("epoll");
    }

    @BeforeEach
    void checkTransport() {
        assumeTrue(
                !epollIsMeant || Epoll.isAvailable(),
                "skipped: Netty's native epoll is not available here");
    }

    @AfterEach
    void close() {
        transports.close();
        commands.close();
        arpRequests.close();
    }

    @Test
    void isReadyOnceThePortAccepts() throws IOException {
        try (TestServer server = TestServer.on(HERE, (client, number) -> TestServer.stay(client))) {
            assertThat(ask(tcp(server.port()), LONG)).isEqualTo(new Ready(at(server.port())));
        }
    }

    @Test
    void hearsTheMachineInARefusal() throws IOException {
        int port = refusedPort();

        assertThat(ask(tcp(port), LONG))
                .isEqualTo(new AddressAnswers("connection refused by 127.0.0.1:" + port));
    }

    @Test
    void callsAnAddressSilentThatNeverAnswers() throws IOException {
        try (SilentPort port = new SilentPort(HERE)) {
            assertThat(ask(tcp(port.port()), SHORT))
                    .isEqualTo(
                            new Silent(
                                    "127.0.0.1:" + port.port() + " did not answer within 300 ms"));
        }
    }

    @Test
    void isNotReadyWhileHttpAnswers503() throws IOException {
        try (TestServer server =
                TestServer.on(
                        HERE,
                        (client, number) -> {
                            TestServer.request(client);
                            TestServer.say(
                                    client,
                                    number == 1
                                            ? "HTTP/1.1 503 Starting\r\nRetry-After: 1\r\n\r\n"
                                            : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                        })) {
            assertThat(ask(http(server, 200), LONG))
                    .isEqualTo(
                            new PortAccepts(
                                    "127.0.0.1:"
                                            + server.port()
                                            + " answers with HTTP status 503 instead of [200]"));
            assertThat(ask(http(server, 200), LONG)).isInstanceOf(Ready.class);
            assertThat(server.clientsSoFar()).isEqualTo(2);
        }
    }

    @Test
    void asksLikeAnHonestClientOverANewConnection() throws IOException {
        List<String> requests = new ArrayList<>();
        try (TestServer server =
                TestServer.on(
                        HERE,
                        (client, number) -> {
                            requests.add(TestServer.request(client));
                            TestServer.say(client, "HTTP/1.1 204 No Content\r\n\r\n");
                            TestServer.stay(client);
                        })) {
            assertThat(ask(http(server, 204), LONG)).isInstanceOf(Ready.class);
            assertThat(requests)
                    .singleElement()
                    .asString()
                    .startsWith("GET /health?full=1 HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nhost: 127.0.0.1:" + server.port() + "\r\n")
                    .containsIgnoringCase("\r\nconnection: close\r\n");
        }
    }

    @Test
    void followsNoRedirect() throws IOException {
        try (TestServer server = answering("HTTP/1.1 302 Found\r\nLocation: /web\r\n\r\n")) {
            assertThat(ask(http(server, 200), LONG)).isInstanceOf(PortAccepts.class);
            assertThat(ask(http(server, 302), LONG)).isInstanceOf(Ready.class);
        }
    }

    @Test
    void waitsForTheFinalAnswerBehindAnInterimOne() throws IOException {
        try (TestServer server =
                answering("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")) {
            assertThat(ask(http(server, 200), LONG)).isInstanceOf(Ready.class);
        }
    }

    @Test
    void comparesTheBodyWhenOneIsExpected() throws IOException {
        try (TestServer starting = answering("HTTP/1.1 200 OK\r\n\r\nDegraded");
                TestServer plain = answering("HTTP/1.1 200 OK\r\n\r\nHealthy\n");
                TestServer chunked =
                        answering(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nHea\r\n4\r\nlthy\r\n0\r\n\r\n")) {
            assertThat(ask(http(starting, 200, "Healthy"), LONG)).isInstanceOf(PortAccepts.class);
            assertThat(ask(http(plain, 200, "Healthy"), LONG)).isInstanceOf(Ready.class);
            assertThat(ask(http(chunked, 200, "Healthy"), LONG)).isInstanceOf(Ready.class);
        }
    }

    @Test
    void isReadyOnceTheSshBannerComesAfterOtherLines() throws IOException {
        try (TestServer server =
                TestServer.on(
                        HERE,
                        (client, number) -> {
                            TestServer.say(client, "Welcome to SSH-land\r\nno SSH-2.0 here\r\nSS");
                            TestServer.say(client, "H-2.0-OpenSSH_9.2p1\r\n");
                            TestServer.stay(client);
                        })) {
            assertThat(ask(ssh(server), LONG)).isInstanceOf(Ready.class);
        }
    }

    @Test
    void isNotReadyWhileNoSshBannerComes() throws IOException {
        try (TestServer server = TestServer.on(HERE, (client, number) -> TestServer.stay(client))) {
            assertThat(ask(ssh(server), SHORT))
                    .isEqualTo(
                            new PortAccepts(
                                    "127.0.0.1:"
                                            + server.port()
                                            + " sent no SSH banner within 300 ms"));
        }
    }

    @Test
    void isNotReadyWhenTheConnectionIsClosedAtOnce() throws IOException {
        try (TestServer server = TestServer.on(HERE, (client, number) -> client.close())) {
            assertThat(ask(ssh(server), LONG)).isInstanceOf(PortAccepts.class);
            assertThat(ask(http(server, 200), LONG)).isInstanceOf(PortAccepts.class);
        }
    }

    @Test
    void isNotReadyWhenTheConnectionIsReset() throws IOException {
        try (TestServer server =
                TestServer.on(HERE, (client, number) -> client.setSoLinger(true, 0))) {
            assertThat(ask(ssh(server), LONG)).isInstanceOf(PortAccepts.class);
            assertThat(ask(http(server, 200), LONG)).isInstanceOf(PortAccepts.class);
        }
    }

    @Test
    void listensToGarbageOnlyForSoLong() throws IOException {
        String noise = "0123456789abcde\n".repeat(1000);
        try (TestServer server = endless("", noise);
                TestServer line = endless("", "x".repeat(1000));
                TestServer body = endless("HTTP/1.1 200 OK\r\n\r\n", noise);
                TestServer interim = endless("", "HTTP/1.1 100 Continue\r\n\r\n".repeat(100))) {
            for (Service service :
                    List.of(
                            ssh(server),
                            ssh(line),
                            http(server, 200),
                            http(line, 200),
                            http(body, 200, "Healthy"),
                            http(interim, 200))) {
                assertThat(ask(service, LONG)).isInstanceOf(PortAccepts.class);
            }
        }
    }

    @Test
    void takesTheFirstAddressThatIsReadyWithoutWaitingForTheOthers() throws IOException {
        try (SilentPort silent = new SilentPort("127.0.0.3");
                TestServer server =
                        TestServer.on(
                                HERE,
                                silent.port(),
                                (client, number) -> TestServer.stay(client),
                                Thread::new)) {
            Node node = node(List.of("127.0.0.3", "127.0.0.2", HERE), tcp(server.port()));

            assertThat(reachability.service(node, node.services().get(0), LONG))
                    .succeedsWithin(LONG.dividedBy(2))
                    .isEqualTo(new Ready(at(server.port())));
        }
    }

    @Test
    void prefersTheBestAnswerOfAllAddresses() throws IOException {
        try (SilentPort silent = new SilentPort("127.0.0.3")) {
            Node node = node(List.of("127.0.0.3", "127.0.0.2"), tcp(silent.port()));

            assertThat(reachability.service(node, node.services().get(0), SHORT))
                    .succeedsWithin(LONG)
                    .isInstanceOf(AddressAnswers.class);
        }
    }

    @Test
    void asksNoNameServer() {
        Node node = node(List.of("localhost"), tcp(22));

        assertThat(reachability.service(node, node.services().get(0), LONG))
                .succeedsWithin(LONG)
                .isInstanceOfSatisfying(
                        Silent.class, it -> assertThat(it.reason()).startsWith("localhost "));
        assertThat(reachability.machine(node(List.of()), LONG))
                .succeedsWithin(LONG)
                .isEqualTo(new Silent("node storage has no address"));
    }

    @Test
    void findsTheMachineAwakeByAWelcomeOrARefusal() throws IOException {
        try (SilentPort silent = new SilentPort(HERE)) {
            Node node = node(List.of(HERE), tcp(silent.port()), tcp(refusedPort()));

            assertThat(reachability.machine(node, LONG))
                    .succeedsWithin(LONG.dividedBy(2))
                    .isEqualTo(new Ready(at(0)));
        }
    }

    @Test
    void findsTheMachineSilentWhenNoPortSaysAnything() throws IOException {
        try (SilentPort silent = new SilentPort(HERE)) {
            assertThat(reachability.machine(node(List.of(HERE), tcp(silent.port())), SHORT))
                    .succeedsWithin(LONG)
                    .isInstanceOf(Silent.class);
        }
    }

    @Test
    void leavesNothingOpenBehindAThousandProbesOfASilentAddress() throws IOException {
        try (SilentPort silent = new SilentPort(HERE)) {
            assertThat(ask(tcp(silent.port()), SHORT)).isInstanceOf(Silent.class);
            int descriptors = openDescriptors();
            int threads = Thread.activeCount();
            Node node = node(List.of(HERE), tcp(silent.port()));
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                answers.add(reachability.service(node, node.services().get(0), SHORT));
            }

            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
            assertThat(answers)
                    .allSatisfy(
                            it -> assertThat(it).succeedsWithin(LONG).isInstanceOf(Silent.class));
            await().untilAsserted(
                            () ->
                                    assertThat(openDescriptors())
                                            .isLessThanOrEqualTo(descriptors + 2));
        }
    }

    @Test
    void closesTheConnectionWhenNobodyWaitsForTheAnswerAnyMore() throws IOException {
        CompletableFuture<Boolean> clientLeft = new CompletableFuture<>();
        try (TestServer server =
                TestServer.on(
                        HERE,
                        (client, number) -> {
                            TestServer.stay(client);
                            clientLeft.complete(true);
                        })) {
            Node node = node(List.of(HERE), ssh(server));
            CompletableFuture<Answer> answer =
                    reachability.service(node, node.services().get(0), LONG);
            await().until(() -> server.clientsSoFar() == 1);

            answer.cancel(false);

            assertThat(clientLeft).succeedsWithin(LONG.dividedBy(2)).isEqualTo(true);
        }
    }

    @Test
    void doesNotMistakeItselfForAServer() throws Exception {
        try (NetworkNamespace here = NetworkNamespace.create()) {
            // Every outgoing connection gets this port, so the probe meets itself.
            here.sysctl("net/ipv4/ip_local_port_range", "40000 40000");
            Transports inside =
                    new Transports(
                            new NioEventLoopGroup(1, here.threads()),
                            NioSocketChannel.class,
                            NioServerSocketChannel.class);
            Node node = node(List.of(HERE), tcp(40_000));
            try {
                assertThat(
                                new NodeReachability(inside, arpRequests, commands, false)
                                        .service(node, node.services().get(0), LONG))
                        .succeedsWithin(LONG)
                        .isInstanceOf(AddressAnswers.class);
            } finally {
                inside.close();
            }
        }
    }

    @Test
    void answersEvenWhenTheHostIsStopping() throws IOException {
        try (SilentPort silent = new SilentPort(HERE)) {
            Node node = node(List.of(HERE), tcp(silent.port()));
            CompletableFuture<Answer> underWay =
                    reachability.service(node, node.services().get(0), LONG);
            transports.close();
            assertThat(underWay).succeedsWithin(LONG.dividedBy(2)).isInstanceOf(Silent.class);
            await().until(() -> transports.group().isTerminated());

            assertThat(ask(tcp(silent.port()), LONG)).isInstanceOf(Silent.class);
        }
    }

    private Answer ask(Service service, Duration patience) {
        return reachability.service(node(List.of(HERE), service), service, patience).join();
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static TestServer answering(String answer) throws IOException {
        return TestServer.on(
                HERE,
                (client, number) -> {
                    TestServer.request(client);
                    TestServer.say(client, answer);
                });
    }

    private static TestServer endless(String beginning, String repeated) throws IOException {
        return TestServer.on(
                HERE,
                (client, number) -> {
                    TestServer.say(client, beginning);
                    while (true) {
                        TestServer.say(client, repeated);
                    }
                });
    }

    private static Service http(TestServer server, int status, String... body) {
        return new Service(
                "web",
                server.port(),
                new Readiness.Http(
                        "/health?full=1", Set.of(status), Arrays.stream(body).findFirst()));
    }

    private static Service ssh(TestServer server) {
        return new Service("ssh", server.port(), new Readiness.SshBanner());
    }

    private static int refusedPort() throws IOException {
        try (ServerSocket closedAtOnce = new ServerSocket(0)) {
            return closedAtOnce.getLocalPort();
        }
    }

    private static int openDescriptors() {
        return Objects.requireNonNullElse(new File("/proc/self/fd").list(), new String[0]).length;
    }
}
