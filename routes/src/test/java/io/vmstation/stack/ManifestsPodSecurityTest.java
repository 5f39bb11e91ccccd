package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.stack.Manifests.Found;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every pod keeps to the standard that its label claims, and claims the strictest that it can. */
class ManifestsPodSecurityTest {
    @Test
    void everyPodKeepsToWhatItClaims() {
        for (Found workload : Manifests.workloads()) {
            JsonNode pod = workload.podTemplate().path("spec");
            switch (claim(workload)) {
                case "restricted" ->
                        assertThat(PodSecurity.againstRestricted(pod))
                                .as(workload.file())
                                .isEmpty();
                case "baseline" -> {
                    assertThat(PodSecurity.againstBaseline(pod)).as(workload.file()).isEmpty();
                    assertThat(PodSecurity.againstRestricted(pod)).as(workload.file()).isNotEmpty();
                }
                case "privileged" ->
                        assertThat(PodSecurity.againstBaseline(pod))
                                .as(workload.file())
                                .isNotEmpty();
                default -> throw new AssertionError(workload.file() + ": claims nothing");
            }
        }
    }

    @Test
    void onlyWhatReadsTheHostIsPrivileged() {
        List<String> privileged = new ArrayList<>();
        for (Found workload : Manifests.workloads()) {
            if (!claim(workload).equals("restricted")) {
                privileged.add(workload.name());
            }
        }
        assertThat(privileged).containsExactlyInAnyOrder("node-exporter", "ipmi-exporter", "alloy");
    }

    @Test
    void theHostsFilesAreReadOnlyButForWhatALoggerRemembers() {
        for (Found workload : Manifests.workloads()) {
            List<String> ofHost = new ArrayList<>();
            workload.podTemplate()
                    .at("/spec/volumes")
                    .forEach(
                            volume -> {
                                if (volume.has("hostPath")) {
                                    ofHost.add(volume.path("name").asText());
                                }
                            });
            for (JsonNode container : Manifests.containers(workload)) {
                for (JsonNode mount : container.path("volumeMounts")) {
                    String name = mount.path("name").asText();
                    if (ofHost.contains(name) && !List.of("positions", "device").contains(name)) {
                        assertThat(mount.path("readOnly").asBoolean())
                                .as(workload.file() + " " + name)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void theCheckFindsWhatEachStandardForbids() {
        JsonNode bad =
                Manifests.yaml(
                        """
                        hostNetwork: true
                        securityContext:
                          sysctls: [{name: kernel.msgmax, value: "1"}]
                          seccompProfile: {type: Unconfined}
                        volumes: [{name: a, hostPath: {path: /}}]
                        containers:
                          - name: a
                            ports: [{containerPort: 1, hostPort: 1}]
                            securityContext:
                              privileged: true
                              runAsUser: 0
                              capabilities: {add: [SYS_ADMIN]}
                        """);
        assertThat(PodSecurity.againstBaseline(bad))
                .containsExactlyInAnyOrder(
                        "Host Namespaces: hostNetwork",
                        "HostPath Volumes: a",
                        "Sysctls",
                        "Seccomp",
                        "Privileged Containers",
                        "Capabilities: \"SYS_ADMIN\"",
                        "Host Ports");
        assertThat(PodSecurity.againstRestricted(bad))
                .contains(
                        "Volume Types: a",
                        "Privilege Escalation: a",
                        "Running as Non-root: a",
                        "Running as Non-root user: a",
                        "Seccomp: a",
                        "Capabilities: a");
    }

    private static String claim(Found workload) {
        return workload.podTemplate().at("/metadata/labels/vmstation.io~1pod-security").asText();
    }
}
