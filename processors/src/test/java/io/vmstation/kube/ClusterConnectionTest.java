package io.vmstation.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.ledger.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClusterConnectionTest {
    @TempDir Path folder;
    private ApiServer server;
    private Path kubeconfig;
    private ClusterConnection connection;

    @BeforeEach
    void start() throws IOException {
        server = ApiServer.start(folder);
        server.token("first", "vmstation");
        server.token("second", "vmstation");
        kubeconfig = Files.copy(server.kubeconfig("first"), folder.resolve("mine"));
        connection =
                new ClusterConnection(
                        new ClusterAccess(
                                Optional.of(kubeconfig), Optional.empty(), Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() {
        connection.close();
        server.close();
    }

    private void renew() throws IOException {
        Path next = Files.copy(server.kubeconfig("second"), folder.resolve("next"));
        Files.move(next, kubeconfig, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void isTheSameUntilTheFileChanges() throws IOException {
        KubernetesClient first = connection.client();
        assertThat(connection.client()).isSameAs(first);

        renew();

        await().until(() -> connection.client() != first);
        assertThat(connection.client().getConfiguration().getAutoOAuthToken()).isEqualTo("second");
    }

    @Test
    void readsTheFileAgainAfterTheCredentialsWereRefused() throws IOException {
        KubernetesClient first = connection.client();
        renew();

        connection.refused(first);

        KubernetesClient second = connection.client();
        assertThat(second.getConfiguration().getAutoOAuthToken()).isEqualTo("second");
        connection.refused(first);
        assertThat(connection.client()).as("that was the old one").isSameAs(second);
    }

    @Test
    void saysWhereItGoesAndByWhichFileButNeverItsToken() {
        try (LogLines lines = new LogLines(ClusterConnection.class)) {
            var unused = connection.client();

            assertThat(connection.server()).isEqualTo("127.0.0.1:" + server.port());
            assertThat(connection.source()).isEqualTo(kubeconfig.toString());
            assertThat(lines.lines())
                    .anyMatch(line -> line.contains(kubeconfig.toString()))
                    .noneMatch(line -> line.contains("first"));
        }
    }

    @Test
    void isPatientForSoLongOnly() {
        ClusterConnection hasty =
                new ClusterConnection(
                        new ClusterAccess(
                                Optional.of(kubeconfig), Optional.empty(), Duration.ofMillis(300)));
        server.pause();
        try {
            assertThatThrownBy(() -> hasty.client().namespaces().withName("default").get())
                    .satisfies(
                            e ->
                                    assertThat(hasty.failure("Looking", e))
                                            .hasMessageContaining("does not answer"));
        } finally {
            server.resume();
            hasty.close();
        }
    }

    @Test
    void givesNothingAfterItsEnd() {
        connection.close();
        assertThatThrownBy(connection::client).hasMessageContaining("stopping");
    }
}
