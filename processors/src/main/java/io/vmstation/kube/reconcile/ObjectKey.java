package io.vmstation.kube.reconcile;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * Tells objects of a cluster apart. The version of the API is no part of it: it is the same object
 * in each.
 *
 * @param group of the API, empty for the core
 * @param kind such as {@code Deployment}
 * @param namespace empty for what belongs to the whole cluster
 * @param name of the object
 */
public record ObjectKey(String group, String kind, String namespace, String name)
        implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::namespace)
                    .thenComparing(ObjectKey::kind)
                    .thenComparing(ObjectKey::name)
                    .thenComparing(ObjectKey::group);

    public ObjectKey {
        requireNonNull(group, "group is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /** For people: {@code Deployment monitoring/grafana}, {@code ClusterRole grafana}. */
    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
