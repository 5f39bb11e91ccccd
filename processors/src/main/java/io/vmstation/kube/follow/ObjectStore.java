package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps objects as they were last seen, the newest of what was told in whatever order, as text,
 * since they are read seldom. Bounded. Thread-safe.
 */
final class ObjectStore {
    /** Numbers stay as they were written: what is found is compared with what was applied. */
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final int MOST_OURS = 2000;

    private final long mostBytes;
    private final Map<ObjectKey, Entry> objects = new HashMap<>();
    private final Set<String> ours =
            Collections.newSetFromMap(
                    new LinkedHashMap<>() {
                        private static final long serialVersionUID = 1;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                            return size() > MOST_OURS;
                        }
                    });
    private long bytes;

    private static final class Entry {
        private final String version;
        private final byte[] json;

        Entry(String version, byte[] json) {
            this.version = version;
            this.json = json;
        }
    }

    /** There is no room for one more. */
    static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1;

        Full(long mostBytes) {
            super("its objects take more than %d MB".formatted(mostBytes >> 20));
        }
    }

    ObjectStore(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** A copy of what was last seen. */
    Optional<ObjectNode> find(ObjectKey key) {
        Entry entry;
        synchronized (this) {
            entry = objects.get(key);
        }
        return Optional.ofNullable(entry).map(it -> parsed(it.json));
    }

    /**
     * Keeps an object, unless a newer one is known.
     *
     * @param before gets what was known of it
     * @return whether it is news
     * @throws Full when there is no room
     */
    synchronized boolean put(ObjectKey key, ObjectNode object, Before before) {
        Entry old = objects.get(key);
        String version = version(object);
        if (old != null && (old.version.equals(version) || isOlder(version, old.version))) {
            return false;
        }
        byte[] json = written(object);
        long more = (long) json.length - (old == null ? 0L : old.json.length);
        if (bytes + more > mostBytes) {
            throw new Full(mostBytes);
        }
        bytes += more;
        objects.put(key, new Entry(version, json));
        before.accept(old == null ? null : parsed(old.json));
        return true;
    }

    /** Gets what was known of an object. */
    @FunctionalInterface
    interface Before {
        void accept(@Nullable ObjectNode before);
    }

    /** Keeps in mind that a version of an object is what the server answered to us. */
    synchronized void noteOurs(String version) {
        ours.add(version);
    }

    /** Whether it is; of the last ones. */
    synchronized boolean isOurs(String version) {
        return ours.contains(version);
    }

    /**
     * Forgets an object that is gone, unless a newer one is known.
     *
     * @param version of its going
     */
    synchronized boolean remove(ObjectKey key, String version) {
        Entry old = objects.get(key);
        if (old == null || isOlder(version, old.version)) {
            return false;
        }
        drop(key);
        return true;
    }

    /** The keys of those of a kind that are older than that version of the cluster. */
    synchronized List<ObjectKey> olderThan(String version, Predicate<ObjectKey> which) {
        List<ObjectKey> found = new ArrayList<>();
        objects.forEach(
                (key, entry) -> {
                    if (which.test(key) && !isOlder(version, entry.version)) {
                        found.add(key);
                    }
                });
        return found;
    }

    synchronized void removeAll(Predicate<ObjectKey> which) {
        List.copyOf(objects.keySet()).stream().filter(which).forEach(this::drop);
    }

    private synchronized void drop(ObjectKey key) {
        Entry old = objects.remove(key);
        bytes -= old == null ? 0L : old.json.length;
    }

    static String version(ObjectNode object) {
        return object.at("/metadata/resourceVersion").asText("");
    }

    /**
     * Whether one version is older than another. They are numbers that grow, which Kubernetes
     * promises since 1.35 and every API server before has kept to; of anything else, what comes
     * last is the newest.
     */
    private static boolean isOlder(String one, String other) {
        boolean numbers = isNumber(one) && isNumber(other);
        return numbers && Long.parseLong(one) < Long.parseLong(other);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 19 && text.chars().allMatch(Character::isDigit);
    }

    private static byte[] written(ObjectNode object) {
        try {
            return JSON.writeValueAsBytes(requireNonNull(object, "object is null"));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode parsed(byte[] json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
