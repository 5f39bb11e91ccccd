package io.vmstation.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The Pod Security Standards of Kubernetes, as far as Linux goes: <a
 * href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">the published
 * rules</a>, each named as there.
 */
final class PodSecurity {
    private static final Set<String> BASELINE_CAPABILITIES =
            Set.of(
                    "AUDIT_WRITE",
                    "CHOWN",
                    "DAC_OVERRIDE",
                    "FOWNER",
                    "FSETID",
                    "KILL",
                    "MKNOD",
                    "NET_BIND_SERVICE",
                    "SETFCAP",
                    "SETGID",
                    "SETPCAP",
                    "SETUID",
                    "SYS_CHROOT");
    private static final Set<String> SAFE_SYSCTLS =
            Set.of(
                    "kernel.shm_rmid_forced",
                    "net.ipv4.ip_local_port_range",
                    "net.ipv4.ip_unprivileged_port_start",
                    "net.ipv4.tcp_syncookies",
                    "net.ipv4.ping_group_range",
                    "net.ipv4.ip_local_reserved_ports",
                    "net.ipv4.tcp_keepalive_time",
                    "net.ipv4.tcp_fin_timeout",
                    "net.ipv4.tcp_keepalive_intvl",
                    "net.ipv4.tcp_keepalive_probes");
    private static final Set<String> SELINUX_TYPES =
            Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");
    private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");
    private static final List<String> RESTRICTED_VOLUMES =
            List.of(
                    "configMap",
                    "csi",
                    "downwardAPI",
                    "emptyDir",
                    "ephemeral",
                    "persistentVolumeClaim",
                    "projected",
                    "secret");

    private final JsonNode pod;
    private final List<String> broken = new ArrayList<>();

    private PodSecurity(JsonNode pod) {
        this.pod = pod;
    }

    /** The rules of baseline that the spec of a pod breaks. */
    static List<String> againstBaseline(JsonNode pod) {
        PodSecurity check = new PodSecurity(pod);
        check.baseline();
        return check.broken;
    }

    /** The rules of restricted that the spec of a pod breaks, those of baseline too. */
    static List<String> againstRestricted(JsonNode pod) {
        PodSecurity check = new PodSecurity(pod);
        check.baseline();
        check.restricted();
        return check.broken;
    }

    private List<JsonNode> containers() {
        List<JsonNode> all = new ArrayList<>();
        for (String kind : List.of("initContainers", "containers", "ephemeralContainers")) {
            pod.path(kind).forEach(all::add);
        }
        return all;
    }

    private void rule(boolean kept, String name) {
        if (!kept) {
            broken.add(name);
        }
    }

    private void baseline() {
        for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
            rule(!pod.path(host).asBoolean(), "Host Namespaces: " + host);
        }
        for (JsonNode volume : pod.path("volumes")) {
            rule(!volume.has("hostPath"), "HostPath Volumes: " + volume.path("name").asText());
        }
        for (JsonNode sysctl : pod.at("/securityContext/sysctls")) {
            rule(SAFE_SYSCTLS.contains(sysctl.path("name").asText()), "Sysctls");
        }
        contextOfBaseline(pod.path("securityContext"));
        for (JsonNode container : containers()) {
            JsonNode context = container.path("securityContext");
            contextOfBaseline(context);
            rule(!context.path("privileged").asBoolean(), "Privileged Containers");
            for (JsonNode added : context.at("/capabilities/add")) {
                rule(BASELINE_CAPABILITIES.contains(added.asText()), "Capabilities: " + added);
            }
            for (JsonNode port : container.path("ports")) {
                rule(port.path("hostPort").asInt() == 0, "Host Ports");
            }
            String mount = context.path("procMount").asText();
            rule(mount.isEmpty() || mount.equals("Default"), "/proc Mount Type");
            for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
                JsonNode host = container.path(probe).at("/httpGet/host");
                rule(host.asText().isEmpty(), "Host Probes / Lifecycle Hooks");
            }
        }
    }

    private void contextOfBaseline(JsonNode context) {
        rule(!context.at("/windowsOptions/hostProcess").asBoolean(), "HostProcess");
        rule(
                SELINUX_TYPES.contains(context.at("/seLinuxOptions/type").asText())
                        && !context.path("seLinuxOptions").has("user")
                        && !context.path("seLinuxOptions").has("role"),
                "SELinux");
        rule(!context.at("/seccompProfile/type").asText().equals("Unconfined"), "Seccomp");
        rule(!context.at("/appArmorProfile/type").asText().equals("Unconfined"), "AppArmor");
    }

    private void restricted() {
        for (JsonNode volume : pod.path("volumes")) {
            rule(
                    RESTRICTED_VOLUMES.stream().anyMatch(volume::has),
                    "Volume Types: " + volume.path("name").asText());
        }
        JsonNode ofPod = pod.path("securityContext");
        rule(!isRoot(ofPod), "Running as Non-root user");
        for (JsonNode container : containers()) {
            JsonNode context = container.path("securityContext");
            String name = container.path("name").asText();
            rule(
                    context.has("allowPrivilegeEscalation")
                            && !context.path("allowPrivilegeEscalation").asBoolean(),
                    "Privilege Escalation: " + name);
            boolean nonRoot =
                    context.has("runAsNonRoot")
                            ? context.path("runAsNonRoot").asBoolean()
                            : ofPod.path("runAsNonRoot").asBoolean();
            rule(nonRoot, "Running as Non-root: " + name);
            rule(!isRoot(context), "Running as Non-root user: " + name);
            String profile =
                    context.has("seccompProfile")
                            ? context.at("/seccompProfile/type").asText()
                            : ofPod.at("/seccompProfile/type").asText();
            rule(SECCOMP.contains(profile), "Seccomp: " + name);
            rule(
                    Manifests.texts(context.at("/capabilities/drop")).contains("ALL"),
                    "Capabilities: " + name);
            for (JsonNode added : context.at("/capabilities/add")) {
                rule(added.asText().equals("NET_BIND_SERVICE"), "Capabilities: " + name);
            }
        }
    }

    private static boolean isRoot(JsonNode context) {
        return context.has("runAsUser") && context.path("runAsUser").asInt() == 0;
    }
}
