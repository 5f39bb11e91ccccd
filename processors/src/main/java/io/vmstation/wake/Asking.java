package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.spi.Answer;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.WakeMethod;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The side of a wake that asks the node to wake: whether, when, after which other nodes, and until
 * when. Confined to the engine's thread, but for {@link #tellAlive}.
 */
final class Asking implements Ladder.Listener {
    private static final Logger log = LoggerFactory.getLogger(Asking.class);

    /** The wake that it belongs to. */
    interface Owner {
        /** Whether somebody still waits, and nothing of the node was found ready. */
        boolean isAsleep();

        /** The nodes that it needs are awake: its own time begins. */
        void begins();

        /** The node cannot be woken. */
        void failed(String reason);

        /** Runs a step of the wake that nobody else hears of when it breaks. */
        void safely(Runnable step);
    }

    private final Engine engine;
    private final Node node;
    private final WakeJournal journal;
    private final Milestones milestones;
    private final Owner owner;
    private final boolean seenAwakeLast;
    private boolean permitted;
    private boolean looked;
    private volatile boolean alive;
    private boolean dependenciesPending;
    private long lastSign;
    private @Nullable Ladder ladder;
    private @Nullable String exhausted;
    private @Nullable ScheduledFuture<?> headStart;

    Asking(Engine engine, Node node, WakeJournal journal, Milestones milestones, Owner owner) {
        this.engine = requireNonNull(engine, "engine is null");
        this.node = requireNonNull(node, "node is null");
        this.journal = requireNonNull(journal, "journal is null");
        this.milestones = requireNonNull(milestones, "milestones is null");
        this.owner = requireNonNull(owner, "owner is null");
        State last = engine.states().last(node);
        this.seenAwakeLast = last == State.AWAKE || last == State.UNKNOWN;
    }

    /** Lets packets go out if the node turns out to need them; may be repeated. */
    void permit() {
        permitted = true;
        if (headStart == null && !alive) {
            headStart =
                    engine.scheduler()
                            .schedule(
                                    () -> owner.safely(this::beginIfNeeded),
                                    engine.speed().headStart().toNanos(),
                                    TimeUnit.NANOSECONDS);
        }
        if (looked || !seenAwakeLast) {
            beginIfNeeded();
        }
    }

    /** A connection was accepted; may be called on any thread. */
    void tellAlive() {
        try {
            if (!alive) {
                engine.scheduler().execute(this::isAlive);
            }
        } catch (RejectedExecutionException e) {
            log.trace("The host stops, nobody waits for this any more: node={}", node.name(), e);
        }
    }

    /** What it then answers decides, however long that takes. */
    private void isAlive() {
        alive = true;
        if (headStart != null) {
            headStart.cancel(false);
        }
    }

    /**
     * Takes an answer in.
     *
     * @param up whether it proves that the machine itself is up
     */
    void heard(Answer answer, boolean up) {
        looked = true;
        if (!(answer instanceof Answer.Silent)) {
            lastSign = System.nanoTime();
        }
        if (ladder != null && up) {
            ladder.stop();
        } else if (ladder != null && exhausted == null && isSilentAgain()) {
            ladder.resume();
        }
        if (answer instanceof Answer.Ready) {
            return;
        }
        if (exhausted != null && !milestones.answers()) {
            owner.failed("nothing could be sent: " + exhausted);
        } else if (permitted) {
            beginIfNeeded();
        }
    }

    /**
     * Whether it may have fallen asleep before its service was ready. A single lost answer, as
     * there is while a network card starts, is no silence.
     */
    private boolean isSilentAgain() {
        return System.nanoTime() - lastSign > engine.speed().resendInterval().toNanos();
    }

    /** Whether the node's own time has not begun, because it needs others first. */
    boolean waitsForOthers() {
        return dependenciesPending;
    }

    /** What was tried, for people; empty when nothing was. */
    Optional<String> summary() {
        return Optional.ofNullable(ladder).map(Ladder::summary);
    }

    void end() {
        if (headStart != null) {
            headStart.cancel(false);
        }
        if (ladder != null) {
            ladder.stop();
        }
    }

    private void beginIfNeeded() {
        if (milestones.waking() || !owner.isAsleep()) {
            return;
        }
        milestones.asking();
        engine.states().saw(node, State.WAKING);
        journal.requested();
        CompletableFuture<Void> dependencies = engine.dependencies().apply(node);
        if (dependencies.isDone() && !dependencies.isCompletedExceptionally()) {
            climb();
        } else {
            dependenciesPending = true;
            var unused =
                    dependencies.whenCompleteAsync(
                            (nothing, error) -> owner.safely(() -> dependenciesEnded(error)),
                            engine.scheduler());
        }
    }

    private void dependenciesEnded(@Nullable Throwable error) {
        dependenciesPending = false;
        if (!owner.isAsleep()) {
            return;
        }
        if (error != null) {
            owner.failed("it needs a node that could not be woken: " + Words.rootMessage(error));
            return;
        }
        milestones.asking();
        owner.begins();
        climb();
    }

    private void climb() {
        List<WakeMethod> methods = engine.methods().of(node);
        if (methods.isEmpty()) {
            exhausted(WakeMethods.lack(node));
            return;
        }
        ladder =
                new Ladder(
                        node, methods, engine.scheduler(), engine.senders(), engine.speed(), this);
        ladder.climb();
    }

    @Override
    public void asked(String method, MethodOutcome outcome, boolean firstTime) {
        owner.safely(() -> journal.asked(method, outcome, firstTime));
    }

    @Override
    public void exhausted(String reasons) {
        exhausted = reasons;
        if (looked && !milestones.answers()) {
            owner.safely(() -> owner.failed("nothing could be sent: " + reasons));
        }
    }
}
