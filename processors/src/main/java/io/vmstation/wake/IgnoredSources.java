package io.vmstation.wake;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which refused sources the ledger knows of already: a scraper comes every few seconds, and one
 * line an hour tells as much as hundreds. Thread-safe.
 */
final class IgnoredSources {
    private static final Duration KNOWN_FOR = Duration.ofHours(1);
    private static final int MOST = 1000;

    private record Key(String node, String source) {}

    private final Map<Key, Long> noted =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
                    return size() > MOST;
                }
            };

    /** Whether to note this one; if so, it is known from now on. */
    synchronized boolean isNews(String node, String source) {
        Key key = new Key(node, source);
        long now = System.nanoTime();
        Long before = noted.get(key);
        if (before != null && now - before < KNOWN_FOR.toNanos()) {
            return false;
        }
        noted.remove(key);
        noted.put(key, now);
        return true;
    }
}
