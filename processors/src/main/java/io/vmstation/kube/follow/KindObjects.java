package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.ObjectKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a watch tells of one kind, and tells the listener what of it is news. */
final class KindObjects {
    private static final Logger log = LoggerFactory.getLogger(KindObjects.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String cluster;
    private final Resource resource;
    private final ObjectStore store;
    private final LiveListener listener;
    private final Consumer<Runnable> later;

    /**
     * @param later does something a moment later
     */
    KindObjects(
            String cluster,
            Resource resource,
            ObjectStore store,
            LiveListener listener,
            Consumer<Runnable> later) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.resource = requireNonNull(resource, "resource is null");
        this.store = requireNonNull(store, "store is null");
        this.listener = requireNonNull(listener, "listener is null");
        this.later = requireNonNull(later, "later is null");
    }

    /** All there is, as it was at a version of the cluster: elements of a list. */
    void replace(List<ObjectNode> items, String version) {
        Set<ObjectKey> there = new HashSet<>();
        for (ObjectNode item : items) {
            // Only the list says of what kind they are.
            ObjectNode whole = JSON.createObjectNode();
            whole.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
            whole.setAll(item);
            there.add(key(whole));
            seen(whole, false);
        }
        for (ObjectKey key : store.olderThan(version, this::isOfKind)) {
            if (!there.contains(key) && store.remove(key, version)) {
                tell(new Drift(cluster, key, true, List.of(), Optional.empty()));
            }
        }
    }

    /** One object, as a watch tells it. */
    void seen(ObjectNode object, boolean gone) {
        ObjectKey key = key(object);
        if (gone) {
            if (store.remove(key, ObjectStore.version(object))) {
                tell(new Drift(cluster, key, true, List.of(), Optional.empty()));
            }
            return;
        }
        Optional<Drift>[] drift = news();
        boolean[] otherwise = new boolean[1];
        store.put(
                key,
                object,
                before -> {
                    drift[0] = drift(key, before, object);
                    otherwise[0] =
                            before != null && !before.path("status").equals(object.path("status"));
                });
        drift[0].ifPresent(it -> tellUnlessOurs(it, ObjectStore.version(object)));
        if (otherwise[0]) {
            quietly(() -> listener.statusChanged(cluster, key));
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Optional<Drift>[] news() {
        return new Optional[] {Optional.empty()};
    }

    private Optional<Drift> drift(ObjectKey key, @Nullable ObjectNode before, ObjectNode now) {
        return Optional.ofNullable(before)
                .flatMap(it -> DriftRule.judge(it, now))
                .map(it -> new Drift(cluster, key, false, it.fields(), it.by()));
    }

    /**
     * Times in managedFields are whole seconds, so that what we have applied ourselves may look as
     * if nobody had: the answer to us, which comes a moment after the watch, tells.
     */
    private void tellUnlessOurs(Drift drift, String version) {
        if (drift.by().isPresent()) {
            tell(drift);
            return;
        }
        later.accept(
                () -> {
                    if (!store.isOurs(version)) {
                        tell(drift);
                    }
                });
    }

    private void tell(Drift drift) {
        quietly(() -> listener.drifted(drift));
    }

    private static void quietly(Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException e) {
            log.warn("A listener of changes failed", e);
        }
    }

    void forgetAll() {
        store.removeAll(this::isOfKind);
    }

    private boolean isOfKind(ObjectKey key) {
        return key.kind().equals(resource.kind())
                && key.group().equals(group(resource.apiVersion()));
    }

    static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    private ObjectKey key(ObjectNode object) {
        return new ObjectKey(
                group(resource.apiVersion()),
                resource.kind(),
                object.at("/metadata/namespace").asText(""),
                object.at("/metadata/name").asText(""));
    }
}
