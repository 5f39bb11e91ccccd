package io.vmstation.relay;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds what held clients may take: places in all and for each source, and bytes. Thread-safe. */
final class HeldLimits {
    private final int maxHeld;
    private final int maxHeldPerSource;
    private final long maxExtraBytes;
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicLong extraBytes = new AtomicLong();
    private final ConcurrentMap<String, Integer> heldBySource = new ConcurrentHashMap<>();

    HeldLimits(RelaySettings settings) {
        this.maxHeld = settings.maxHeld();
        this.maxHeldPerSource = settings.maxHeldPerSource();
        this.maxExtraBytes = (long) settings.maxHeld() * settings.holdBuffer();
    }

    /** Takes a place, to be given back by {@link #leave}; false: there is none. */
    boolean enter(String source) {
        if (held.incrementAndGet() > maxHeld) {
            held.decrementAndGet();
            return false;
        }
        boolean[] entered = new boolean[1];
        heldBySource.compute(
                source,
                (key, count) -> {
                    int others = count == null ? 0 : count;
                    entered[0] = others < maxHeldPerSource;
                    return entered[0] ? Integer.valueOf(others + 1) : count;
                });
        if (!entered[0]) {
            held.decrementAndGet();
        }
        return entered[0];
    }

    /** Gives a place back. */
    void leave(String source) {
        heldBySource.computeIfPresent(source, (key, count) -> count > 1 ? count - 1 : null);
        held.decrementAndGet();
    }

    /**
     * Takes bytes beyond a client's own hold buffer, to be given back by {@link #giveBytes}; false:
     * there are none.
     */
    boolean takeBytes(int bytes) {
        if (extraBytes.addAndGet(bytes) > maxExtraBytes) {
            extraBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Gives bytes back. */
    void giveBytes(int bytes) {
        extraBytes.addAndGet(-bytes);
    }
}
