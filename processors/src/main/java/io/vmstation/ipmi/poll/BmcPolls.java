package io.vmstation.ipmi.poll;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.source.BmcDesk;
import io.vmstation.node.Bmc;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The polls of all BMCs: which are due, and which are under way. Each BMC has its own time; no two
 * polls of one are ever under way at once, and one that hangs delays only itself. A BMC that is
 * read by its own machine is left alone while that sleeps. One that cannot be read is asked more
 * seldom, until it answers, its node wakes, or the configuration is read again. Thread-safe; holds
 * no thread while BMCs are read.
 */
public final class BmcPolls implements AutoCloseable {
    private final BmcDesk desk;
    private final Sleepers sleepers;
    private final LatestReadings readings;
    private final BmcStates states;
    private final LongSupplier clock;
    private final PollTimes times;
    private final Map<String, Poll> byNode = new HashMap<>();
    private boolean closed;

    /**
     * @param desk where BMCs are asked
     * @param sleepers knows which machines sleep
     * @param readings forgets what sleeps or is gone
     * @param states hears what polls come to
     */
    public BmcPolls(BmcDesk desk, Sleepers sleepers, LatestReadings readings, BmcStates states) {
        this(
                desk,
                sleepers,
                readings,
                states,
                System::nanoTime,
                new PollTimes(
                        System.nanoTime(), bound -> ThreadLocalRandom.current().nextLong(bound)));
    }

    /**
     * @param clock nanoseconds that only go forward
     */
    BmcPolls(
            BmcDesk desk,
            Sleepers sleepers,
            LatestReadings readings,
            BmcStates states,
            LongSupplier clock,
            PollTimes times) {
        this.desk = requireNonNull(desk, "desk is null");
        this.sleepers = requireNonNull(sleepers, "sleepers is null");
        this.readings = requireNonNull(readings, "readings is null");
        this.states = requireNonNull(states, "states is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.times = requireNonNull(times, "times is null");
    }

    /** The names of the nodes whose BMCs are to be polled now, each once. */
    public synchronized List<String> due() {
        List<String> due = new ArrayList<>();
        for (Poll poll : byNode.values()) {
            if (!poll.isUnderWay() && mayBeAsked(poll) && poll.isDue(clock.getAsLong())) {
                poll.plan(clock.getAsLong());
                due.add(poll.node().name());
            }
        }
        return due;
    }

    private boolean mayBeAsked(Poll poll) {
        return switch (sleepers.of(poll.node())) {
            case AWAKE -> true;
            case UNKNOWN, FALLING_ASLEEP -> false;
            case ASLEEP -> {
                states.asleep(poll.node().name());
                // Again and again: a reading of before may have come in late.
                readings.forget(poll.node().name());
                yield false;
            }
        };
    }

    /**
     * Polls the BMC of a node, or joins the poll of it that is under way.
     *
     * @return completes normally, with nothing when there is nothing to tell: the node sleeps or is
     *     not configured any more, or the host stops
     */
    public CompletableFuture<Optional<BmcReading>> poll(String node) {
        Poll poll;
        CompletableFuture<Optional<BmcReading>> result;
        synchronized (this) {
            poll = byNode.get(node);
            if (poll == null || closed) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            if (poll.isUnderWay()) {
                return poll.result();
            }
            result = poll.begin(clock.getAsLong());
        }
        Bmc bmc = poll.node().bmc().orElseThrow();
        CompletableFuture<BmcReading> reading =
                desk.read(poll.node(), BmcDesk.order(bmc.polling()));
        var unusedCancel = result.whenComplete((told, failure) -> reading.cancel(false));
        var unusedEnd =
                reading.thenCompose(read -> judged(poll, read))
                        .whenComplete((judged, failure) -> ended(poll, result, judged));
        return result;
    }

    private record Judged(BmcState state, BmcReading reading) {}

    /** A machine that fell asleep while its BMC was read is no trouble. */
    private CompletableFuture<Judged> judged(Poll poll, BmcReading reading) {
        BmcState state = BmcState.of(reading);
        return state.isTrouble()
                ? sleepers.hasFallenAsleep(poll.node())
                        .thenApply(asleep -> new Judged(asleep ? BmcState.ASLEEP : state, reading))
                : CompletableFuture.completedFuture(new Judged(state, reading));
    }

    private void ended(
            Poll poll, CompletableFuture<Optional<BmcReading>> result, @Nullable Judged judged) {
        Optional<BmcReading> told = Optional.empty();
        synchronized (this) {
            // Given up, or configured otherwise meanwhile: nobody wants to know any more.
            if (judged != null && !result.isDone() && isCurrent(poll)) {
                told = take(poll, judged);
            }
            poll.end();
        }
        result.complete(told);
    }

    private Optional<BmcReading> take(Poll poll, Judged judged) {
        String node = poll.node().name();
        if (judged.state() == BmcState.ASLEEP) {
            states.asleep(node);
            readings.forget(node);
            return Optional.empty();
        }
        states.polled(node, judged.state(), judged.reading());
        poll.cameTo(judged.state(), clock.getAsLong());
        return Optional.of(judged.reading());
    }

    @SuppressWarnings("ReferenceEquality") // a poll has an identity, not a value
    private boolean isCurrent(Poll poll) {
        return !closed && byNode.get(poll.node().name()) == poll;
    }

    /** A node has woken: its BMC is polled at once, whatever it did before. */
    public synchronized void awake(Node node) {
        Poll poll = byNode.get(node.name());
        if (poll != null) {
            poll.hurry(clock.getAsLong());
        }
    }

    /**
     * Polls the BMCs of these nodes from now on: what is new within seconds, and at once what could
     * not be read so far. Ends the polls of all others and forgets them.
     */
    public void retain(Nodes nodes) {
        List<CompletableFuture<Optional<BmcReading>>> over = new ArrayList<>();
        synchronized (this) {
            for (Poll poll : List.copyOf(byNode.values())) {
                Optional<Node> node = nodes.find(poll.node().name());
                if (node.isPresent() && poll.isStillOf(node.get())) {
                    poll.follow(node.get(), clock.getAsLong());
                } else {
                    forget(poll, over);
                }
            }
            nodes.all().stream().filter(BmcPolls::isPolled).forEach(this::add);
        }
        // Not under the lock: whoever waits for them goes on right here.
        over.forEach(each -> each.complete(Optional.empty()));
    }

    private static boolean isPolled(Node node) {
        return node.bmc().filter(bmc -> !bmc.polling().interval().isZero()).isPresent();
    }

    private void add(Node node) {
        byNode.computeIfAbsent(
                node.name(),
                name -> {
                    states.expect(name);
                    return new Poll(node, times, clock.getAsLong());
                });
    }

    private void forget(Poll poll, List<CompletableFuture<Optional<BmcReading>>> over) {
        String name = poll.node().name();
        byNode.remove(name);
        states.forget(name);
        readings.forget(name);
        if (poll.isUnderWay()) {
            over.add(poll.result());
        }
    }

    /**
     * Nobody polls for the time being: ends the polls that are under way, and forgets what was
     * read, as it would only grow old. The next question which are due makes it go on.
     */
    public void rest() {
        cancel();
        synchronized (this) {
            for (Poll poll : byNode.values()) {
                readings.forget(poll.node().name());
                states.rest(poll.node().name());
                poll.hurry(clock.getAsLong());
            }
        }
    }

    private void cancel() {
        List<CompletableFuture<Optional<BmcReading>>> over = new ArrayList<>();
        synchronized (this) {
            byNode.values().stream().filter(Poll::isUnderWay).map(Poll::result).forEach(over::add);
        }
        over.forEach(each -> each.complete(Optional.empty()));
    }

    /** Ends the polls that are under way and begins none any more. May be called again. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        cancel();
    }
}
