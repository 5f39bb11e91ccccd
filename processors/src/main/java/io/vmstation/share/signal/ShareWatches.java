package io.vmstation.share.signal;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.share.signal.WatchStatus.Sight;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the watches of all routes are doing: in the log when it changes, in metrics, and for the
 * health page. Thread-safe.
 */
public final class ShareWatches {
    private static final Logger log = LoggerFactory.getLogger(ShareWatches.class);

    private final MeterRegistry meters;
    private final SortedMap<String, Entry> byRoute = new TreeMap<>();

    private record Entry(Signal signal, WatchStatus status, Gauge gauge) {}

    /**
     * @param meters where events are counted and watches shown
     */
    public ShareWatches(MeterRegistry meters) {
        this.meters = requireNonNull(meters, "meters is null");
    }

    /** Takes note of how the watch of a route is doing now. Cheap when nothing has changed. */
    public synchronized void report(String route, Signal signal, WatchStatus status) {
        Entry known = byRoute.get(route);
        if (known != null && known.signal == signal && known.status.equals(status)) {
            return;
        }
        if (known == null || known.signal != signal) {
            remove(known);
            Gauge gauge = gauge(route, signal);
            byRoute.put(route, new Entry(signal, status, gauge));
        } else {
            byRoute.put(route, new Entry(signal, status, known.gauge));
        }
        tell(route, signal, status);
    }

    /** The route no longer watches. */
    public synchronized void ended(String route) {
        remove(byRoute.remove(route));
    }

    /** Counts an event. */
    public void count(String route, Signal signal, Outcome outcome) {
        Counter.builder("vmstation.share.events")
                .tag("route", route)
                .tag("signal", signal.word())
                .tag("outcome", outcome.word())
                .register(meters)
                .increment();
    }

    /** What is wrong now, by route. */
    public synchronized Map<String, String> problems() {
        SortedMap<String, String> problems = new TreeMap<>();
        byRoute.forEach(
                (route, entry) -> {
                    if (entry.status.sight() != Sight.WHOLE) {
                        problems.put(route, entry.signal.word() + ": " + entry.status.text());
                    }
                });
        return problems;
    }

    private Gauge gauge(String route, Signal signal) {
        return Gauge.builder("vmstation.share.watch.alive", this, all -> all.alive(route))
                .tag("route", route)
                .tag("signal", signal.word())
                .register(meters);
    }

    private synchronized double alive(String route) {
        Entry entry = byRoute.get(route);
        return entry != null && entry.status.alive() ? 1 : 0;
    }

    private void remove(@Nullable Entry entry) {
        if (entry != null) {
            meters.remove(entry.gauge);
        }
    }

    private static void tell(String route, Signal signal, WatchStatus status) {
        switch (status.sight()) {
            case WHOLE ->
                    log.info(
                            "Share is watched: route={}, signal={}, {}",
                            route,
                            signal.word(),
                            status.text());
            case PART ->
                    log.warn(
                            "Share is watched in part: route={}, signal={}, reason={}",
                            route,
                            signal.word(),
                            status.text());
            case NOTHING ->
                    log.warn(
                            "Share is not watched: route={}, signal={}, reason={}",
                            route,
                            signal.word(),
                            status.text());
        }
    }
}
