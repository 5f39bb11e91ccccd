package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.SleepSettings;
import io.vmstation.sleep.SilenceWatch.Reading;
import io.vmstation.spi.SleepMethod.Sent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of an attempt that cannot be called off: sends the node to sleep and finds out whether
 * it does. It looks from the first moment, because the connection by which the node was told may
 * hang until its time limit when the machine has stopped underneath it. Confined to the scheduler's
 * thread, but for the futures that it hands out.
 */
final class Departure {
    private static final Logger log = LoggerFactory.getLogger(Departure.class);

    /** A lost answer or two are no silence; what takes longer is. */
    private static final Duration PROOF = Duration.ofSeconds(1);

    private static final int PROVING_LOOKS = 2;

    /** How it ended. */
    sealed interface Result {

        /**
         * It has been silent for as long as was asked for.
         *
         * @param after since it was sent to sleep
         * @param silent for how long it has been
         */
        record Asleep(Duration after, Duration silent) implements Result {}

        /** It has fallen silent, and somebody waits to wake it. */
        record Needed() implements Result {}

        /** It is awake, or nobody can tell. */
        record Failed(String reason) implements Result {}
    }

    /** The attempt that it belongs to. */
    interface Owner {
        /** It took the order. */
        void accepted(String detail);

        /** Whether somebody waits for the node. */
        boolean isWanted();

        /** What the node answers can be trusted from now on; the reason may still be sought. */
        void trusted();
    }

    private final SleepEngine engine;
    private final Node node;
    private final SleepSettings settings;
    private final Owner owner;
    private final SilenceWatch watch;
    private final CompletableFuture<Void> sent = new CompletableFuture<>();
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private long began;
    private boolean over;

    Departure(SleepEngine engine, Node node, SleepSettings settings, Owner owner) {
        this.engine = requireNonNull(engine, "engine is null");
        this.node = requireNonNull(node, "node is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.owner = requireNonNull(owner, "owner is null");
        this.watch =
                new SilenceWatch(
                        engine.scheduler(),
                        engine.surroundings().reachability(),
                        node,
                        settings.silence(),
                        this::read);
    }

    /** Completes when the node took the order, or when the result is known without that. */
    CompletableFuture<Void> sent() {
        return sent.copy();
    }

    /** Completes normally. */
    CompletableFuture<Result> result() {
        return result.copy();
    }

    /** Sends the node to sleep. */
    void begin() {
        if (over) {
            return;
        }
        began = System.nanoTime();
        watch.start();
        // A method that breaks its promise to answer must not leave the attempt open for ever.
        Duration limit = settings.suspendDeadline().multipliedBy(2);
        var unused =
                CompletableFuture.completedFuture(null)
                        .thenComposeAsync(now -> send(), engine.continuations())
                        .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                        .whenCompleteAsync(this::answered, engine.scheduler());
    }

    /** Gives up, as the host stops. */
    void stop() {
        sent.complete(null);
        engine.scheduler().execute(() -> end(new Result.Failed("the host is stopping")));
    }

    private CompletableFuture<Sent> send() {
        try {
            return engine.method(settings.method().name())
                    .send(engine.order(node, settings))
                    .copy();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void answered(@Nullable Sent answer, @Nullable Throwable error) {
        if (over) {
            return;
        }
        if (answer instanceof Sent.Refused refused) {
            fail("it was not sent to sleep: " + refused.detail());
        } else if (answer instanceof Sent.Accepted accepted) {
            owner.accepted(accepted.detail());
            sent.complete(null);
        } else {
            // It may have been sent all the same: only looking can tell.
            log.warn("A sleep method broke off: node={}", node.name(), error);
            sent.complete(null);
        }
    }

    private void read(Reading reading) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
        if (reading instanceof Reading.Silent silent) {
            if (silent.since().compareTo(settings.silence()) >= 0) {
                end(new Result.Asleep(elapsed, silent.since()));
            } else if (proves(silent) && owner.isWanted()) {
                end(new Result.Needed());
            }
        } else if (reading instanceof Reading.Answered answered
                && answered.silentBefore().compareTo(proof()) >= 0) {
            fail(
                    "it fell silent for "
                            + DurationText.of(answered.silentBefore())
                            + " and then answered again: something woke it at once");
        } else if (elapsed.compareTo(settings.suspendDeadline()) > 0) {
            fail(neverSilent(reading));
        }
    }

    private boolean proves(Reading.Silent silent) {
        return silent.looks() >= PROVING_LOOKS && silent.since().compareTo(proof()) >= 0;
    }

    private Duration proof() {
        return settings.silence().compareTo(PROOF) < 0 ? settings.silence() : PROOF;
    }

    private String neverSilent(Reading reading) {
        String within = DurationText.of(settings.suspendDeadline());
        if (reading instanceof Reading.Lost) {
            return "it could not be told within " + within + " whether it sleeps";
        }
        boolean machineOnly =
                reading instanceof Reading.Answered answered && answered.machineOnly();
        return "it still answered "
                + within
                + " after it was sent to sleep"
                + (machineOnly
                        ? ", though none of its services did: a management controller may answer"
                                + " in its name"
                        : "");
    }

    private void fail(String reason) {
        if (over) {
            return;
        }
        over = true;
        watch.stop();
        owner.trusted();
        var unused =
                diagnosis()
                        .thenAcceptAsync(
                                facts -> settle(new Result.Failed(reason + facts)),
                                engine.scheduler());
    }

    private CompletableFuture<String> diagnosis() {
        try {
            return new Diagnosis(engine.surroundings().remote().apply(node)).ask();
        } catch (RuntimeException e) {
            log.debug("A node cannot be asked why it is awake: node={}", node.name(), e);
            return CompletableFuture.completedFuture("");
        }
    }

    private void end(Result how) {
        if (!over) {
            over = true;
            watch.stop();
            settle(how);
        }
    }

    private void settle(Result how) {
        result.complete(how);
        sent.complete(null);
    }
}
