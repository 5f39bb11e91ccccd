package io.vmstation.ipmi.poll;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What state each BMC is in, as its meters, the log and the ledger show it: the log tells of
 * changes only, the ledger only of BMCs that were lost and that have returned. Thread-safe.
 */
public final class BmcStates {
    private static final Logger log = LoggerFactory.getLogger(BmcStates.class);

    private final MeterRegistry meters;
    private final Events events;
    private final ConcurrentMap<String, Shown> byNode = new ConcurrentHashMap<>();

    /**
     * @param meters where the gauges go
     * @param events the ledger
     */
    public BmcStates(MeterRegistry meters, Events events) {
        this.meters = requireNonNull(meters, "meters is null");
        this.events = requireNonNull(events, "events is null");
    }

    /** The state of a BMC; absent when it is not polled at all. */
    public Optional<BmcState> last(String node) {
        return Optional.ofNullable(byNode.get(node)).map(Shown::state);
    }

    /** What is wrong with BMCs: sentences, by the name of the node. */
    public Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        byNode.forEach(
                (node, shown) -> shown.problem().ifPresent(text -> problems.put(node, text)));
        return problems;
    }

    /** It is going to be polled. */
    void expect(String node) {
        var unused = shown(node);
    }

    /** It is not polled for the time being. */
    void rest(String node) {
        var unused = shown(node).change(BmcState.WAITING, "");
    }

    /** It sleeps with its machine. */
    void asleep(String node) {
        Shown shown = shown(node);
        BmcState before = shown.change(BmcState.ASLEEP, "");
        if (before != BmcState.ASLEEP) {
            log.info(
                    "BMC sleeps with its node, it is not polled: node={}, before={}",
                    node,
                    before.word());
        }
    }

    /** It was polled, and this came of it. */
    void polled(String node, BmcState state, BmcReading reading) {
        Shown shown = shown(node);
        shown.took(reading.took());
        log.debug(
                "BMC was polled: node={}, state={}, source={}, took={}",
                node,
                state.word(),
                reading.source(),
                reading.took());
        String reason = state.isTrouble() ? state.reason(reading) : "";
        if (state == BmcState.ANSWERING) {
            shown.answered();
        }
        BmcState before = shown.change(state, reason);
        if (before == state) {
            return;
        }
        if (state.isTrouble()) {
            log.warn("{}: node={}, reason={}", sentence(state), node, reason);
        } else {
            log.info(
                    "BMC answers: node={}, source={}, before={}",
                    node,
                    reading.source(),
                    before.word());
        }
        record(node, state, reason, shown.judge(!state.isTrouble()));
    }

    private static String sentence(BmcState state) {
        return switch (state) {
            case SILENT -> "BMC does not answer";
            case REFUSED -> "BMC refuses the log-in";
            case FAILING -> "BMC cannot be read";
            case WAITING, ANSWERING, ASLEEP -> "BMC is " + state.word();
        };
    }

    /** What one did not know before is no news for the ledger: there was a host before this one. */
    private void record(String node, BmcState state, String reason, @Nullable Boolean before) {
        boolean good = !state.isTrouble();
        if (before == null || before == good) {
            return;
        }
        Map<String, String> details =
                good ? Map.of() : Map.of("state", state.word(), "reason", reason);
        Event event =
                new Event(
                        Instant.now(),
                        good ? "bmc.returned" : "bmc.lost",
                        node,
                        "poll",
                        "",
                        "",
                        details);
        // The ledger itself reports what it could not write.
        var unused = events.record(event);
    }

    /** Forgets a BMC, meters and all. */
    void forget(String node) {
        Shown gone = byNode.remove(node);
        if (gone != null) {
            gone.removeFrom(meters);
        }
    }

    private Shown shown(String node) {
        return byNode.computeIfAbsent(node, name -> new Shown(name, meters));
    }
}
