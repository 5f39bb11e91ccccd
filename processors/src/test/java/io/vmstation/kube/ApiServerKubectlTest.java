package io.vmstation.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lab's API server is good enough for kubectl. */
@Timeout(120)
class ApiServerKubectlTest {
    private static final Path KUBECTL = Path.of("/usr/bin/kubectl");
    private static final String WEB =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - name: web
                    image: nginx:1
                    ports: [{containerPort: 80}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: default}
            spec:
              selector: {app: web}
              ports: [{port: 80, name: http}]
            """;

    @TempDir Path folder;
    private ApiServer server;
    private Path file;
    private Path kubeconfig;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Files.isExecutable(KUBECTL), "skipped, missing program: kubectl");
        server = ApiServer.start(folder);
        kubeconfig = server.kubeconfig();
        file = Files.writeString(folder.resolve("web.yaml"), WEB);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void appliesAtTheServerAndFindsNoDifferenceThen() throws Exception {
        assertThat(kubectl(0, "apply", "--server-side", "-f", file.toString()))
                .contains("deployment.apps/web serverside-applied");
        assertThat(kubectl(0, "diff", "--server-side", "-f", file.toString())).isEmpty();
        Files.writeString(file, WEB.replace("nginx:1", "nginx:2"));
        assertThat(kubectl(1, "diff", "--server-side", "-f", file.toString()))
                .contains("-      - image: nginx:1", "+      - image: nginx:2");
    }

    @Test
    void appliesAtTheClient() throws Exception {
        assertThat(kubectl(0, "apply", "-f", file.toString())).contains("service/web created");
        assertThat(kubectl(0, "apply", "-f", file.toString())).contains("service/web unchanged");
        Files.writeString(file, WEB.replace("nginx:1", "nginx:2"));
        assertThat(kubectl(0, "apply", "-f", file.toString()))
                .contains("deployment.apps/web configured", "service/web unchanged");
        assertThat(kubectl(0, "get", "deployment", "web", "-o", "yaml", "--show-managed-fields"))
                .contains("image: nginx:2", "manager: kubectl-client-side-apply");
    }

    @Test
    void isToldOfConflicts() throws Exception {
        kubectl(0, "apply", "--server-side", "-f", file.toString());
        kubectl(0, "scale", "deployment", "web", "--replicas=5");
        String[] again = {"apply", "--server-side", "-f", file.toString()};
        assertThat(kubectl(1, again))
                .contains(
                        "Apply failed with 1 conflict: conflict with \"kubectl\" with subresource"
                                + " \"scale\" using apps/v1: .spec.replicas");
    }

    @Test
    void waitsAndDeletes() throws Exception {
        kubectl(0, "apply", "-f", file.toString());
        assertThat(kubectl(0, "rollout", "status", "deployment/web", "--timeout=30s"))
                .contains("successfully rolled out");
        assertThat(kubectl(0, "delete", "-f", file.toString())).contains("\"web\" deleted");
        assertThat(kubectl(0, "get", "all", "-o", "name")).isEmpty();
    }

    @Test
    void saysWhoItIsByAToken() throws Exception {
        server.close();
        server = ApiServer.startTls(folder);
        server.token("secret", "system:serviceaccount:default:host");
        server.rights(true);
        kubeconfig = server.kubeconfig("secret");
        assertThat(kubectl(1, "get", "secrets"))
                .contains(
                        "Error from server (Forbidden): secrets is forbidden: User"
                                + " \"system:serviceaccount:default:host\" cannot list resource"
                                + " \"secrets\" in API group \"\" in the namespace \"default\"");
        assertThat(kubectl(1, "auth", "can-i", "list", "secrets")).contains("no");
    }

    private String kubectl(int code, String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(KUBECTL.toString()));
        line.addAll(List.of(words));
        Path output = folder.resolve("kubectl.out");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(output, UTF_8);
        assertThat(process.exitValue()).as(said).isEqualTo(code);
        return said;
    }
}
