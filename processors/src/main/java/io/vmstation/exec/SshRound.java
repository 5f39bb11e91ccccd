package io.vmstation.exec;

import static java.util.Objects.requireNonNull;

import io.vmstation.exec.RemoteProgram.Ending;
import io.vmstation.node.Node;
import io.vmstation.node.SshAccess;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.CommandRound;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** A {@link CommandRound} by SSH. */
final class SshRound implements CommandRound {
    /**
     * OpenSSH opens ten sessions a connection unless told otherwise (sshd_config(5), {@code
     * MaxSessions}), and frees one only a moment after its program has ended.
     */
    private static final int MOST_AT_ONCE = 8;

    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Supplier<SshClient> client;
    private final Node node;
    private final SshAccess access;

    private final Deque<Job> waiting = new ArrayDeque<>();
    private final Set<Job> running = new HashSet<>();
    private final CompletableFuture<@Nullable Void> hungUp = new CompletableFuture<>();
    private int atOnce = MOST_AT_ONCE;
    private boolean asked;
    private @Nullable ClientSession session;
    private @Nullable String over;

    private record Job(
            List<String> arguments,
            Map<String, String> environment,
            Duration timeLimit,
            long asked,
            CompletableFuture<CommandResult> result) {

        Duration timeLeft() {
            return timeLimit.minusNanos(System.nanoTime() - asked);
        }
    }

    SshRound(Supplier<SshClient> client, Node node, SshAccess access) {
        this.client = requireNonNull(client, "client is null");
        this.node = requireNonNull(node, "node is null");
        this.access = requireNonNull(access, "access is null");
    }

    @Override
    public CompletableFuture<CommandResult> run(
            List<String> arguments, Map<String, String> environment, Duration timeLimit) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("no arguments");
        }
        Job job =
                new Job(
                        List.copyOf(arguments),
                        Map.copyOf(environment),
                        timeLimit,
                        System.nanoTime(),
                        new CompletableFuture<>());
        noticeLoss();
        String reason = enqueue(job);
        if (reason != null) {
            job.result().complete(new Failed(reason));
            return job.result();
        }
        CompletableFuture.delayedExecutor(timeLimit.toNanos(), TimeUnit.NANOSECONDS)
                .execute(() -> job.result().complete(overdue(timeLimit)));
        var unused = job.result().whenComplete((result, cancelled) -> forget(job));
        logInOnce();
        startWhatFits();
        return job.result();
    }

    @Override
    public void close() {
        String reason = "the round of commands is over";
        end(reason);
        List<Job> unfinished;
        ClientSession opened;
        synchronized (this) {
            unfinished = List.copyOf(running);
            opened = session;
        }
        unfinished.forEach(job -> job.result().complete(new Failed(reason, true)));
        if (opened != null) {
            opened.close(false);
            // A farewell waits for the answers of the other side, and one whose channel was only
            // about to open may wait for ever.
            CompletableFuture.delayedExecutor(FAREWELL.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(() -> opened.close(true));
        }
    }

    private synchronized @Nullable String enqueue(Job job) {
        if (over == null) {
            waiting.add(job);
        }
        return over;
    }

    private synchronized void forget(Job job) {
        waiting.remove(job);
    }

    private synchronized CommandResult overdue(Duration timeLimit) {
        return session == null
                ? new Failed(
                        "could not log in to node "
                                + node.name()
                                + " within "
                                + timeLimit.toMillis()
                                + " ms")
                : new TimedOut(timeLimit);
    }

    private void logInOnce() {
        synchronized (this) {
            if (asked || over != null) {
                return;
            }
            asked = true;
        }
        CompletableFuture<LogIn> logIn = LogIn.begin(client.get(), node, access);
        var unusedHangUp = hungUp.whenComplete((nothing, error) -> logIn.cancel(false));
        var unused =
                logIn.whenComplete(
                        (outcome, cancelled) -> {
                            if (outcome instanceof LogIn.Open in) {
                                use(in.session());
                            } else if (outcome instanceof LogIn.Refused refused) {
                                end(refused.reason());
                            }
                        });
    }

    private void use(ClientSession opened) {
        boolean tooLate;
        synchronized (this) {
            tooLate = over != null;
            session = opened;
        }
        if (tooLate) {
            opened.close(true);
            return;
        }
        opened.addCloseFutureListener(closed -> noticeLoss());
        startWhatFits();
    }

    private void noticeLoss() {
        boolean lost;
        synchronized (this) {
            lost = session != null && !session.isOpen();
        }
        if (lost) {
            end("the connection to node " + node.name() + " broke off");
        }
    }

    private void startWhatFits() {
        for (Job job = next(); job != null; job = next()) {
            start(job);
        }
    }

    private synchronized @Nullable Job next() {
        if (session == null || running.size() >= atOnce || waiting.isEmpty()) {
            return null;
        }
        Job job = waiting.remove();
        running.add(job);
        return job;
    }

    private void start(Job job) {
        RemoteProgram program =
                new RemoteProgram(job.arguments(), job.environment(), job.timeLeft());
        var unusedEnding =
                program.start(sessionInUse()).whenComplete((how, error) -> ended(job, how));
        var unused = job.result().whenComplete((result, cancelled) -> program.kill());
    }

    private synchronized ClientSession sessionInUse() {
        return requireNonNull(session, "session is null");
    }

    private void ended(Job job, Ending how) {
        boolean again;
        synchronized (this) {
            running.remove(job);
            // While others run it waits for them; alone it would wait for nothing.
            again = how instanceof Ending.NoRoom && !running.isEmpty() && over == null;
            if (again) {
                atOnce = running.size();
                if (!job.result().isDone()) {
                    waiting.addFirst(job);
                }
            }
        }
        if (how instanceof Ending.Ran ran) {
            job.result().complete(ran.result());
        } else if (how instanceof Ending.NoRoom none && !again) {
            job.result().complete(new Failed(none.reason()));
        }
        noticeLoss();
        startWhatFits();
    }

    private void end(String reason) {
        List<Job> lost;
        synchronized (this) {
            if (over != null) {
                return;
            }
            over = reason;
            lost = List.copyOf(waiting);
            waiting.clear();
        }
        lost.forEach(job -> job.result().complete(new Failed(reason)));
        hungUp.complete(null);
    }
}
