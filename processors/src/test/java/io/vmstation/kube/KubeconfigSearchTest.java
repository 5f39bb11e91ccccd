package io.vmstation.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmstation.kube.KubeconfigSearch.Found;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigSearchTest {
    private static final String TOKEN = "top-secret";

    @TempDir Path folder;
    private final Map<String, String> environment = new HashMap<>();

    private Path root() {
        return folder.resolve("root");
    }

    private Path home() {
        return folder.resolve("home");
    }

    private static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path kubeconfig(Path file, String context, String server) {
        return write(
                file,
                """
                apiVersion: v1
                kind: Config
                current-context: %1$s
                clusters: [{name: %1$s, cluster: {server: "https://%2$s:6443"}}]
                users: [{name: %1$s, user: {token: %3$s}}]
                contexts: [{name: %1$s, context: {cluster: %1$s, user: %1$s}}]
                """
                        .formatted(context, server, TOKEN));
    }

    private Path ofKubeadm() {
        return kubeconfig(root().resolve("etc/kubernetes/admin.conf"), "kubeadm", "kubeadm");
    }

    private Path ofRke2() {
        return kubeconfig(root().resolve("etc/rancher/rke2/rke2.yaml"), "rke2", "rke2");
    }

    private Path ofUser() {
        return kubeconfig(home().resolve(".kube/config"), "user", "user");
    }

    private void podAccount() {
        environment.put("KUBERNETES_SERVICE_HOST", "10.43.0.1");
        environment.put("KUBERNETES_SERVICE_PORT", "443");
        write(root().resolve("var/run/secrets/kubernetes.io/serviceaccount/token"), TOKEN + "\n");
    }

    private Found find(Optional<Path> configured, String context) {
        return new KubeconfigSearch(environment, root(), home())
                .find(configured, Optional.of(context).filter(text -> !text.isEmpty()));
    }

    private String server() {
        return find(Optional.empty(), "").config().getMasterUrl();
    }

    @Test
    void takesTheFirstThatThereIsInTheOrderThatIsDocumented() {
        podAccount();
        assertThat(server()).isEqualTo("https://10.43.0.1:443/");
        ofUser();
        assertThat(server()).contains("//user:");
        ofRke2();
        assertThat(server()).contains("//rke2:");
        ofKubeadm();
        assertThat(server()).contains("//kubeadm:");
        Path named = kubeconfig(folder.resolve("named"), "named", "named");
        environment.put("KUBECONFIG", named.toString());
        assertThat(server()).contains("//named:");
        Path configured = kubeconfig(folder.resolve("mine"), "mine", "mine");
        assertThat(find(Optional.of(configured), "").config().getMasterUrl()).contains("//mine:");
    }

    @Test
    void saysWhichOneItTook() {
        Path file = ofRke2();
        Found found = find(Optional.empty(), "");

        assertThat(found.source()).isEqualTo(file.toString());
        assertThat(found.files()).containsExactly(file);
        assertThat(found.toString()).doesNotContain(TOKEN);
    }

    @Test
    void theAccountOfThePodComesWithItsToken() {
        podAccount();
        Found found = find(Optional.empty(), "");

        assertThat(found.config().getOauthToken()).isEqualTo(TOKEN);
        assertThat(found.source()).contains("service account");
    }

    @Test
    void aConfiguredFileThatIsMissingIsAnErrorHoweverManyOthersThereAre() {
        ofUser();
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> find(Optional.of(missing), ""))
                .isInstanceOf(ClusterFailure.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("set kubernetes.config");
    }

    @Test
    void oneThatCannotBeUsedIsPassedOverAndTold() {
        Path broken = write(root().resolve("etc/kubernetes/admin.conf"), "token: " + TOKEN + ": [");
        ofUser();

        Found found = find(Optional.empty(), "");

        assertThat(found.config().getMasterUrl()).contains("//user:");
        assertThat(found.passedOver())
                .singleElement()
                .asString()
                .contains(broken.toString())
                .doesNotContain(TOKEN);
    }

    @Test
    void withNothingUsableItSaysWhy() {
        Path broken = write(root().resolve("etc/kubernetes/admin.conf"), "hello: world");

        assertThatThrownBy(() -> find(Optional.empty(), ""))
                .hasMessageContaining("there is no kubeconfig: set kubernetes.config")
                .hasMessageContaining(broken.toString());
    }

    @Test
    void takesTheFirstThatHasTheContext() {
        ofKubeadm();
        ofUser();

        assertThat(find(Optional.empty(), "user").config().getMasterUrl()).contains("//user:");
        assertThatThrownBy(() -> find(Optional.empty(), "nobody"))
                .hasMessageContaining("no context named nobody");
    }

    @Test
    void mergesTheFilesThatKubeconfigNames() {
        Path first = kubeconfig(folder.resolve("first"), "first", "first");
        Path second = kubeconfig(folder.resolve("second"), "second", "second");
        environment.put(
                "KUBECONFIG",
                String.join(
                        File.pathSeparator,
                        folder.resolve("missing").toString(),
                        first.toString(),
                        second.toString()));

        assertThat(server()).contains("//first:");
        Found other = find(Optional.empty(), "second");
        assertThat(other.config().getMasterUrl()).contains("//second:");
        assertThat(other.config().getAutoOAuthToken()).isEqualTo(TOKEN);
        assertThat(other.files()).contains(second);
    }

    @Test
    void neverTakesAnotherClusterThanKubeconfigNames() {
        ofUser();
        environment.put("KUBECONFIG", folder.resolve("missing").toString());

        assertThatThrownBy(this::server)
                .hasMessageContaining("KUBECONFIG=")
                .hasMessageContaining("is not there");
    }
}
