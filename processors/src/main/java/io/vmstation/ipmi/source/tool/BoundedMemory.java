package io.vmstation.ipmi.source.tool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was learnt of BMCs, by {@link io.vmstation.ipmi.source.BmcConnection#key()}. What was not
 * used for the longest time is forgotten first: anybody may ask for any address. Thread-safe.
 */
public final class BoundedMemory<V> {
    private static final int MOST = 1024;

    private final Map<String, V> byKey =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                    return size() > MOST;
                }
            };

    /** What is known of that BMC. */
    public synchronized Optional<V> of(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Takes the place of what was known. */
    public synchronized void note(String key, V value) {
        byKey.put(key, value);
    }

    /** Forgets it. */
    public synchronized void forget(String key) {
        byKey.remove(key);
    }
}
