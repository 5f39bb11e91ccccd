package io.vmstation.kube;

import static io.vmstation.kube.TestCluster.NODE;
import static io.vmstation.kube.TestCluster.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vmstation.kube.ClusterFailure.Kind;
import io.vmstation.ledger.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir Path folder;
    private TestCluster server;
    private final List<Cluster> opened = new ArrayList<>();

    @BeforeEach
    void start() {
        server = new TestCluster(folder);
    }

    @AfterEach
    void stop() {
        opened.forEach(Cluster::close);
        server.close();
    }

    private Cluster cluster(Path kubeconfig, String context) {
        return cluster(
                new ClusterAccess(
                        Optional.of(kubeconfig),
                        Optional.of(context).filter(text -> !text.isEmpty()),
                        PATIENCE));
    }

    private Cluster cluster(ClusterAccess access) {
        Cluster cluster = Cluster.by(access);
        opened.add(cluster);
        return cluster;
    }

    private static CompletableFuture<String> nodeName(Cluster cluster) {
        return cluster.ask(
                "Looking", client -> ClusterNode.read(client, NODE).getMetadata().getName());
    }

    private static AbstractThrowableAssert<?, ?> failure(Cluster cluster) {
        return assertThatThrownBy(() -> nodeName(cluster).join()).rootCause();
    }

    @Test
    void connectsWithTheCurrentContextOrTheOneThatIsNamed() {
        assertThat(nodeName(cluster(server.kubeconfig(), "")).join()).isEqualTo(NODE);
        assertThat(nodeName(cluster(server.kubeconfig(), "home")).join()).isEqualTo(NODE);
    }

    @Test
    void opensNothingBeforeItIsAsked() {
        cluster(server.kubeconfig(), "home");

        assertThat(server.api().calls()).isEmpty();
    }

    @Test
    void neverTakesAnotherClusterThanTheOneThatIsNamed() {
        failure(cluster(server.kubeconfig(), "hoem"))
                .hasMessageContaining("no context named hoem")
                .hasMessageContaining("[home, work]");
        assertThat(server.api().calls()).isEmpty();
    }

    @Test
    void saysWhichFileIsMissing() {
        failure(cluster(folder.resolve("nothing"), ""))
                .hasMessageContaining(folder.resolve("nothing").toString())
                .hasMessageContaining("set kubernetes.config");
    }

    @Test
    void saysWhichFileIsNoKubeconfigWithoutQuotingIt() throws IOException {
        for (String content : List.of("", "token: " + TOKEN + ": [", "hello: world")) {
            Path file = Files.writeString(folder.resolve("broken"), content);

            failure(cluster(file, ""))
                    .hasMessageContaining(file.toString())
                    .hasMessageNotContaining(TOKEN);
        }
    }

    @Test
    void findsAKubeconfigThatAppearsLater() throws IOException {
        Path later = folder.resolve("later");
        Cluster cluster = cluster(later, "home");
        failure(cluster).hasMessageContaining("is not there");

        Files.copy(server.kubeconfig(), later);

        assertThat(nodeName(cluster).join()).isEqualTo(NODE);
    }

    @Test
    void readsTheKubeconfigAgainWhenItsCredentialsAreRefused() {
        Cluster cluster = cluster(server.kubeconfig(), "home");
        assertThat(nodeName(cluster).join()).isEqualTo(NODE);
        server.api().fail(call -> call.token().contains(TOKEN), 401, "unauthorized-401");
        failure(cluster).hasMessageContaining("does not accept our credentials");

        server.writeKubeconfig("renewed");

        assertThat(nodeName(cluster).join()).isEqualTo(NODE);
    }

    @Test
    void anApiServerThatIsAwayFailsOneQuestionAndNoLaterOne() {
        Cluster cluster = cluster(server.kubeconfig(), "home");
        server.api().fail(call -> true, 503, "unavailable-503");
        failure(cluster)
                .isInstanceOfSatisfying(
                        ClusterFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.AWAY));

        server.api().heal();

        assertThat(nodeName(cluster).join()).isEqualTo(NODE);
    }

    @Test
    void aSlowApiServerIsGivenUpInTime() {
        Cluster cluster =
                cluster(
                        new ClusterAccess(
                                Optional.of(server.kubeconfig()),
                                Optional.empty(),
                                Duration.ofMillis(300)));
        server.api()
                .fail(
                        call -> true,
                        TestApi.response(200, "{}").setBodyDelay(Duration.ofSeconds(30)));

        failure(cluster).hasMessageContaining("does not answer (no answer in time)");
    }

    @Test
    void doesNotRepeatByItselfWhatAServerRefused() {
        Cluster cluster = cluster(server.kubeconfig(), "home");
        server.api().fail(call -> true, 503, "unavailable-503");

        failure(cluster).hasMessageContaining("apiserver not ready");

        assertThat(server.api().calls()).hasSize(1);
    }

    @Test
    void neverShowsItsToken() {
        try (LogLines lines = new LogLines(ClusterConnection.class)) {
            Cluster cluster = cluster(server.kubeconfig(), "home");
            nodeName(cluster).join();
            server.api().fail(call -> true, 403, "forbidden-403");
            failure(cluster).hasMessageNotContaining(TOKEN);
            server.api().heal();
            server.stop();
            failure(cluster).hasMessageNotContaining(TOKEN);

            assertThat(lines.lines()).noneMatch(line -> line.contains(TOKEN));
        }
        assertThat(server.access().toString()).doesNotContain(TOKEN);
    }

    @Test
    void asksOnFewThreadsOfItsOwn() {
        Cluster cluster = cluster(server.kubeconfig(), "home");
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(4);
        CountDownLatch open = new CountDownLatch(1);
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(
                    cluster.ask(
                            "Waiting",
                            client -> {
                                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                                full.countDown();
                                awaitQuietly(open);
                                atOnce.decrementAndGet();
                                return Thread.currentThread()
                                        .getName()
                                        .startsWith("vmstation-kube-");
                            }));
        }
        awaitQuietly(full);
        open.countDown();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isTrue());
        assertThat(most).hasValueLessThanOrEqualTo(4);
    }

    @Test
    void refusesWhatItCannotKeep() {
        Cluster cluster = cluster(server.kubeconfig(), "home");
        CountDownLatch open = new CountDownLatch(1);
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            answers.add(
                    cluster.ask(
                            "Waiting",
                            client -> {
                                awaitQuietly(open);
                                return true;
                            }));
        }

        assertThat(answers).anyMatch(CompletableFuture::isCompletedExceptionally);
        open.countDown();
        await().until(() -> answers.stream().allMatch(CompletableFuture::isDone));
    }

    @Test
    void whatWaitsFailsWhenItIsClosed() {
        Cluster cluster = cluster(server.kubeconfig(), "home");
        CountDownLatch open = new CountDownLatch(1);
        CompletableFuture<Boolean> asked =
                cluster.ask(
                        "Waiting",
                        client -> {
                            awaitQuietly(open);
                            return true;
                        });
        CompletableFuture<?> later = cluster.after(Duration.ofHours(1));
        CompletableFuture<?> watched =
                cluster.watch(
                        "Watching",
                        Duration.ofHours(1),
                        client -> ClusterNode.watch(client, NODE, node -> false));

        cluster.close();

        for (CompletableFuture<?> future : List.of(asked, later, watched, nodeName(cluster))) {
            assertThatThrownBy(future::join)
                    .rootCause()
                    .isInstanceOfSatisfying(
                            ClusterFailure.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.STOPPED));
        }
        open.countDown();
    }

    @Test
    void withoutAClusterThereIsNothingToAsk() {
        try (Cluster none = Cluster.none()) {
            assertThat(none.enabled()).isFalse();
            failure(none).hasMessageContaining("kubernetes.enabled is false");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
