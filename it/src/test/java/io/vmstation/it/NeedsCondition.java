package io.vmstation.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Disables what {@link Needs} something that is not there. The reason names {@code root} and the
 * Debian packages that are missing, and nothing else.
 */
public final class NeedsCondition implements ExecutionCondition {
    private static final Map<String, String> PACKAGES =
            Map.ofEntries(
                    Map.entry("curl", "curl"),
                    Map.entry("ethtool", "ethtool"),
                    Map.entry("etherwake", "etherwake"),
                    Map.entry("gcc", "gcc"),
                    Map.entry("ip", "iproute2"),
                    Map.entry("ipmi-sensors", "freeipmi-tools"),
                    Map.entry("ipmi_sim", "openipmi"),
                    Map.entry("ipmitool", "ipmitool"),
                    Map.entry("iptables", "iptables"),
                    Map.entry("nft", "nftables"),
                    Map.entry("OpenIPMI/mcserv.h", "libopenipmi-dev"),
                    Map.entry("ping", "iputils-ping"),
                    Map.entry("prometheus", "prometheus"),
                    Map.entry("prometheus-alertmanager", "prometheus-alertmanager"),
                    Map.entry("prometheus-node-exporter", "prometheus-node-exporter"),
                    Map.entry("prometheus-ipmi-exporter", "prometheus-ipmi-exporter"),
                    Map.entry("prometheus-pushgateway", "prometheus-pushgateway"),
                    Map.entry("python3", "python3"),
                    Map.entry("smbclient", "smbclient"),
                    Map.entry("smbd", "samba samba-vfs-modules"),
                    Map.entry("ssh", "openssh-client"),
                    Map.entry("sshd", "openssh-server"),
                    Map.entry("sysctl", "procps"),
                    Map.entry("wakeonlan", "wakeonlan"));

    private static final List<String> FOLDERS =
            List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin");

    private static final Path HEADERS = Path.of("/usr/include");

    /** CAP_NET_ADMIN, CAP_NET_RAW and CAP_SYS_ADMIN, bits as in linux/capability.h. */
    private static final long CAPABILITIES = 1L << 12 | 1L << 13 | 1L << 21;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Set<String> missing = new TreeSet<>();
        AnnotationSupport.findAnnotation(context.getElement(), Needs.class)
                .ifPresent(needs -> missing.addAll(missingPackages(List.of(needs.value()))));
        List<String> reasons = new ArrayList<>();
        if (!isRoot()) {
            reasons.add("root");
        }
        if (!missing.isEmpty()) {
            reasons.add("the Debian packages " + String.join(", ", missing));
        }
        if (reasons.isEmpty()) {
            return ConditionEvaluationResult.enabled("everything is there");
        }
        String reason = "needs " + String.join(" and ", reasons);
        System.err.println("SKIPPED: " + context.getDisplayName() + " " + reason);
        return ConditionEvaluationResult.disabled(reason);
    }

    private static Set<String> missingPackages(List<String> commands) {
        Set<String> missing = new TreeSet<>();
        for (String command : commands) {
            String debianPackage = PACKAGES.get(command);
            if (debianPackage == null) {
                throw new IllegalArgumentException("no package known for command " + command);
            }
            if (FOLDERS.stream().noneMatch(f -> Files.isExecutable(Path.of(f, command)))
                    && !Files.isReadable(HEADERS.resolve(command))) {
                missing.add(debianPackage);
            }
        }
        return missing;
    }

    /** Root, and not only in name as inside a container without privileges. */
    private static boolean isRoot() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("CapEff:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .anyMatch(
                            mask ->
                                    (Long.parseUnsignedLong(mask, 16) & CAPABILITIES)
                                            == CAPABILITIES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
