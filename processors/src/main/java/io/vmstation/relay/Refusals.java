package io.vmstation.relay;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that clients were refused, one line for all of an interval. Thread-safe. */
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private final long interval;
    private final AtomicLong unlogged = new AtomicLong();
    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    Refusals(Duration interval) {
        this.interval = interval.toNanos();
    }

    /** One more client was refused. */
    void add(String route, String source) {
        unlogged.incrementAndGet();
        long now = System.nanoTime();
        long due = nextLine.get();
        if (now - due >= 0 && nextLine.compareAndSet(due, now + interval)) {
            log.warn(
                    "Clients refused, too many are held; raise relay.max-held or"
                            + " relay.max-held-per-source if they are welcome: route={},"
                            + " lastSource={}, count={}",
                    route,
                    source,
                    unlogged.getAndSet(0));
        }
    }
}
