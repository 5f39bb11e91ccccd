package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;

/**
 * A Kubernetes object that runs pods.
 *
 * @param namespace where it lives
 * @param kind {@code deployment} or {@code statefulset}
 * @param name its name
 */
public record Workload(String namespace, String kind, String name) {
    private static final List<String> KINDS = List.of("deployment", "statefulset");

    public Workload {
        requireNonNull(namespace, "namespace is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(name, "name is null");
    }

    /**
     * Reads {@code namespace/kind/name}; without the kind it is a deployment.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong and what to write
     */
    public static Workload parse(String written) {
        String[] parts = written.split("/", -1);
        boolean full = parts.length == 3;
        if ((!full && parts.length != 2) || List.of(parts).contains("")) {
            throw new IllegalArgumentException(
                    "is not a workload: write namespace/deployment/name or"
                            + " namespace/statefulset/name");
        }
        String kind = full ? parts[1].toLowerCase(Locale.ROOT) : "deployment";
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException(
                    "has the kind " + parts[1] + ": write deployment or statefulset");
        }
        return new Workload(parts[0], kind, parts[parts.length - 1]);
    }

    @Override
    public String toString() {
        return namespace + "/" + kind + "/" + name;
    }
}
