package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.NodeStates.State;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one wake of a node that is under way, whoever asks: looks whether the node is awake already,
 * asks it to wake otherwise, and polls until every service that somebody waits for is ready or out
 * of time. Confined to the engine's thread.
 */
final class Wake implements Flight, Ladder.Listener {
    private static final Logger log = LoggerFactory.getLogger(Wake.class);

    private final Engine engine;
    private final WakeJournal journal;
    private final Milestones milestones;
    private final Node node;
    private final Map<String, Goal> goals = new LinkedHashMap<>();
    private final boolean seenAwakeLast;
    private boolean maySend;
    private boolean looked;
    private volatile boolean alive;
    private boolean dependenciesPending;
    private @Nullable Ladder ladder;
    private @Nullable String exhausted;
    private @Nullable ScheduledFuture<?> headStart;

    Wake(Engine engine, WakeRequest first) {
        this.engine = requireNonNull(engine, "engine is null");
        this.node = first.node();
        this.journal = new WakeJournal(engine, first);
        this.milestones = new Milestones(journal);
        State last = engine.states().last(node);
        this.seenAwakeLast = last == State.AWAKE || last == State.UNKNOWN;
    }

    Node node() {
        return node;
    }

    /** Adds what this request waits for. */
    void join(WakeRequest request, boolean first) {
        if (!first && milestones.waking()) {
            journal.joined(request);
        }
        goals.compute(
                Goal.key(request.service()),
                (key, known) ->
                        known == null || known.ready.isDone() ? begin(request.service()) : known);
    }

    /** Whether nobody waits for anything any more. */
    boolean over() {
        return goals.values().stream().allMatch(goal -> goal.ready.isDone());
    }

    /** Ends it for everybody, as the host stops. */
    void abort() {
        safely(() -> fail(Stage.ADDRESS, "the host is stopping"));
    }

    /** Runs a step that nobody else hears of when it breaks. */
    private void safely(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.error("A wake broke off: node={}", node.name(), e);
            breakOff();
        }
    }

    private void breakOff() {
        String sentence = "Node " + node.name() + ": internal error, see the log";
        WakeFailure failure =
                engine.coolDown().begin(node, Optional.empty(), Stage.ADDRESS, sentence);
        for (Goal goal : goals.values()) {
            goal.end();
            goal.ready.completeExceptionally(failure);
        }
        milestones.address().completeExceptionally(failure);
        endIfOver();
        engine.states().saw(node, State.FAILED);
    }

    @Override
    public void send() {
        maySend = true;
        if (headStart == null && !alive) {
            headStart =
                    engine.scheduler()
                            .schedule(
                                    () -> safely(this::sendIfNeeded),
                                    engine.speed().headStart().toNanos(),
                                    TimeUnit.NANOSECONDS);
        }
        if (looked || !seenAwakeLast) {
            safely(this::sendIfNeeded);
        }
    }

    @Override
    public CompletableFuture<Void> address() {
        return milestones.address();
    }

    @Override
    public CompletableFuture<InetSocketAddress> ready(Optional<Service> service) {
        return goals.computeIfAbsent(Goal.key(service), key -> begin(service)).ready;
    }

    @Override
    public WakeOutcome.Served outcome(boolean first) {
        if (!milestones.waking()) {
            return new WakeOutcome.Awake();
        }
        return first ? new WakeOutcome.Woken() : new WakeOutcome.Joined();
    }

    /** It accepts connections: what it answers decides, however long that takes. */
    private void isAlive() {
        alive = true;
        if (headStart != null) {
            headStart.cancel(false);
        }
    }

    /** Called on a thread of the network. */
    private void tellAlive() {
        try {
            if (!alive) {
                engine.scheduler().execute(this::isAlive);
            }
        } catch (RejectedExecutionException e) {
            log.trace("The host stops, nobody waits for this any more: node={}", node.name(), e);
        }
    }

    private Goal begin(Optional<Service> service) {
        Goal goal = new Goal(service);
        Polling polling =
                new Polling(
                        engine.scheduler(),
                        patience -> engine.ask(node, service, patience, this::tellAlive),
                        answer -> safely(() -> heard(goal, answer)));
        startDeadline(goal);
        goal.begin(polling);
        return goal;
    }

    private void heard(Goal goal, Answer answer) {
        looked = true;
        goal.heard(answer);
        boolean up = milestones.passed(answer);
        if (ladder != null && up) {
            ladder.stop();
        } else if (ladder != null && exhausted == null && answer instanceof Answer.Silent) {
            // It may have fallen asleep again before its service was ready.
            ladder.resume();
        }
        if (answer instanceof Answer.Ready found) {
            reached(goal, found.at());
        } else if (exhausted != null && !milestones.answers()) {
            fail(Stage.ADDRESS, "nothing could be sent: " + exhausted);
        } else if (maySend) {
            sendIfNeeded();
        }
    }

    private void reached(Goal goal, InetSocketAddress at) {
        goal.end();
        engine.states().saw(node, State.AWAKE);
        engine.coolDown().end(node, goal.service);
        milestones.ready(goal.describe());
        goal.ready.complete(at);
        endIfOver();
    }

    private void sendIfNeeded() {
        boolean awake = goals.values().stream().anyMatch(g -> g.last() instanceof Answer.Ready);
        if (milestones.waking() || awake || over()) {
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
                            (nothing, error) -> safely(() -> dependenciesEnded(error)),
                            engine.scheduler());
        }
    }

    private void dependenciesEnded(@Nullable Throwable error) {
        dependenciesPending = false;
        if (over()) {
            return;
        }
        if (error != null) {
            fail(
                    Stage.ADDRESS,
                    "it needs a node that could not be woken: " + Words.rootMessage(error));
            return;
        }
        milestones.asking();
        goals.values().forEach(this::startDeadline);
        climb();
    }

    private void climb() {
        if (node.macAddresses().isEmpty()) {
            exhausted("no MAC address is configured for it");
            return;
        }
        ladder =
                new Ladder(
                        node,
                        engine.methods().of(node),
                        engine.scheduler(),
                        engine.senders(),
                        engine.speed(),
                        this);
        ladder.climb();
    }

    @Override
    public void asked(String method, MethodOutcome outcome, boolean firstTime) {
        safely(() -> journal.asked(method, outcome, firstTime));
    }

    @Override
    public void exhausted(String reasons) {
        exhausted = reasons;
        if (looked && !milestones.answers()) {
            safely(() -> fail(Stage.ADDRESS, "nothing could be sent: " + reasons));
        }
    }

    private void startDeadline(Goal goal) {
        if (goal.ready.isDone()) {
            return;
        }
        goal.endBy(
                engine.scheduler()
                        .schedule(
                                () -> safely(() -> outOfTime(goal)),
                                node.wake().deadline().toNanos(),
                                TimeUnit.NANOSECONDS));
    }

    private void outOfTime(Goal goal) {
        if (goal.ready.isDone() || dependenciesPending) {
            return;
        }
        String within = " within " + Words.duration(node.wake().deadline());
        if (!milestones.answers()) {
            String asked = ladder == null ? "" : " (" + ladder.summary() + ")";
            fail(Stage.ADDRESS, "did not answer" + within + asked);
            return;
        }
        Stage stage = goal.last() instanceof Answer.PortAccepts ? Stage.SERVICE : Stage.PORT;
        String reason =
                goal.describe() + " was not ready" + within + ": " + Words.reason(goal.last());
        end(goal, stage, reason, false);
        endIfOver();
    }

    private void fail(Stage stage, String reason) {
        List<Goal> open = goals.values().stream().filter(g -> !g.ready.isDone()).toList();
        boolean first = true;
        for (Goal goal : open) {
            end(goal, stage, reason, !first);
            first = false;
        }
        endIfOver();
    }

    private void end(Goal goal, Stage stage, String reason, boolean told) {
        goal.end();
        String sentence = "Node " + node.name() + ": " + reason;
        WakeFailure failure = engine.coolDown().begin(node, goal.service, stage, sentence);
        if (!told) {
            journal.failed(stage, reason);
            engine.states().saw(node, stage == Stage.ADDRESS ? State.FAILED : State.AWAKE);
        }
        goal.ready.completeExceptionally(failure);
        milestones.address().completeExceptionally(failure);
    }

    private void endIfOver() {
        if (!over()) {
            return;
        }
        if (headStart != null) {
            headStart.cancel(false);
        }
        if (ladder != null) {
            ladder.stop();
        }
        engine.ended().accept(this);
    }
}
