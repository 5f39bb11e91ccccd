package io.vmstation.share.signal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tells the first event of a burst from the rest of it. Each source has bursts of its own, so that
 * one whose wakes are refused does not hide another. After the quiet time a new burst begins, which
 * is how a wake that failed is tried again; but not while what the last one began is under way.
 * Thread-safe.
 */
public final class Bursts {
    private static final int SOURCES = 1024;

    private final long quietNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Burst> bySource = new LinkedHashMap<>();

    private record Burst(long began, boolean underWay) {}

    /**
     * @param quiet how long a burst lasts, from its first event
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    public Bursts(Duration quiet, LongSupplier nanoTime) {
        this.quietNanos = quiet.toNanos();
        this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    }

    /** Whether an event of this source would be the first of a burst. */
    public synchronized boolean mayBegin(String source) {
        Burst burst = bySource.get(source);
        return burst == null
                || (!burst.underWay && nanoTime.getAsLong() - burst.began >= quietNanos);
    }

    /** A burst begins, and so does what it causes. */
    public synchronized void begin(String source) {
        bySource.remove(source);
        if (bySource.size() >= SOURCES) {
            forgetOne();
        }
        bySource.put(source, new Burst(nanoTime.getAsLong(), true));
    }

    /** What the burst of this source caused has ended, well or badly. */
    public synchronized void ended(String source) {
        bySource.computeIfPresent(source, (name, burst) -> new Burst(burst.began, false));
    }

    private void forgetOne() {
        Iterator<String> oldestFirst = bySource.keySet().iterator();
        oldestFirst.next();
        oldestFirst.remove();
    }
}
