package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import io.vmstation.spi.NodeStates.State;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one wake of a node that is under way, whoever asks: looks whether the node is awake already,
 * asks it to wake otherwise, and polls until every service that somebody waits for is ready or out
 * of time. Confined to the engine's thread.
 */
final class Wake implements Flight, Asking.Owner {
    private static final Logger log = LoggerFactory.getLogger(Wake.class);

    private final Engine engine;
    private final WakeJournal journal;
    private final Milestones milestones;
    private final Node node;
    private final Map<String, Goal> goals = new LinkedHashMap<>();
    private final Asking asking;
    private final Suspicion suspicion;

    Wake(Engine engine, WakeRequest first) {
        this.engine = requireNonNull(engine, "engine is null");
        this.node = first.node();
        this.journal = new WakeJournal(engine, first);
        this.milestones = new Milestones(journal);
        this.asking = new Asking(engine, node, journal, milestones, this);
        this.suspicion = new Suspicion(engine, node);
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

    @Override
    public void safely(Runnable step) {
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
    public Optional<String> id() {
        return Optional.of(journal.id());
    }

    @Override
    public void send() {
        safely(asking::permit);
    }

    @Override
    public boolean isAsleep() {
        return !over() && goals.values().stream().noneMatch(g -> g.last() instanceof Answer.Ready);
    }

    @Override
    public void begins() {
        goals.values().forEach(this::startDeadline);
    }

    @Override
    public void failed(String reason) {
        fail(Stage.ADDRESS, reason);
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

    private Goal begin(Optional<Service> service) {
        Goal goal = new Goal(service);
        Polling polling =
                new Polling(
                        engine.scheduler(),
                        patience -> engine.ask(node, service, patience, asking::tellAlive),
                        answer -> safely(() -> heard(goal, answer)));
        startDeadline(goal);
        goal.begin(polling);
        return goal;
    }

    private void heard(Goal goal, Answer answer) {
        goal.heard(answer);
        boolean up = milestones.passed(answer);
        if (answer instanceof Answer.Ready found) {
            reached(goal, found.at());
        }
        asking.heard(answer, up);
    }

    private void reached(Goal goal, InetSocketAddress at) {
        goal.end();
        engine.states().saw(node, State.AWAKE);
        engine.coolDown().end(node, goal.service);
        milestones.ready(goal.describe());
        goal.ready.complete(at);
        endIfOver();
    }

    private void startDeadline(Goal goal) {
        if (goal.ready.isDone()) {
            return;
        }
        Duration deadline = node.wake().deadline();
        Duration lead = Suspicion.lead(deadline);
        goal.endBy(after(deadline.minus(lead), () -> almostOutOfTime(goal, lead)));
    }

    private Future<?> after(Duration pause, Runnable step) {
        return engine.scheduler()
                .schedule(() -> safely(step), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void almostOutOfTime(Goal goal, Duration left) {
        goal.endBy(after(left, () -> outOfTime(goal)));
        if (!milestones.answers() && !asking.waitsForOthers()) {
            suspicion.ask();
        }
    }

    private void outOfTime(Goal goal) {
        if (goal.ready.isDone() || asking.waitsForOthers()) {
            return;
        }
        String within = " within " + Words.duration(node.wake().deadline());
        if (!milestones.answers()) {
            String asked = asking.summary().map(tried -> " (" + tried + ")").orElse("");
            fail(Stage.ADDRESS, "did not answer" + within + asked + suspicion.words());
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
        asking.end();
        engine.ended().accept(this);
    }
}
