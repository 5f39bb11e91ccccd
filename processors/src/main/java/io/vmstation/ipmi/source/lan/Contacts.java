package io.vmstation.ipmi.source.lan;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.source.BmcConnection.Lan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All BMCs that are talked to. Each is talked to by one thread at a time, and never longer than the
 * time limit. Thread-safe.
 */
final class Contacts {
    private static final Logger log = LoggerFactory.getLogger(Contacts.class);

    /** Whoever reads through may name a target: no more than these are remembered. */
    private static final int MOST = 500;

    /** After this, what is kept of a BMC may be forgotten. */
    private static final Duration GONE = Duration.ofHours(1);

    private static final String STOPPING = "VMStation is stopping";
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final ConcurrentMap<String, Contact> byKey = new ConcurrentHashMap<>();
    private final Set<Attempt> underWay = ConcurrentHashMap.newKeySet();
    private final BoundedThreads threads = new BoundedThreads("bmc");
    private final Duration idle;
    private volatile boolean closed;

    /** What is done with a BMC. */
    interface Work<T> {
        T with(Contact contact, Attempt attempt);
    }

    /**
     * @param idle how long a session is kept without use
     */
    Contacts(Duration idle) {
        this.idle = requireNonNull(idle, "idle is null");
    }

    /**
     * Does something with a BMC when all before it has ended.
     *
     * @param work runs on a thread of its own
     * @param failed makes the result of a reason, when the work does not come to one
     * @return completes normally within the time limit; cancelling it ends the work
     */
    <T> CompletableFuture<T> go(
            Lan bmc, Duration timeLimit, Work<T> work, Function<LanFailure, T> failed) {
        Contact contact = closed ? null : contact(bmc.key());
        if (contact == null) {
            return CompletableFuture.completedFuture(
                    failed.apply(
                            stopped(
                                    closed
                                            ? STOPPING
                                            : "more than " + MOST + " BMCs are asked in an hour")));
        }
        // A moment is left to say why.
        Attempt attempt = new Attempt(Deadline.in(timeLimit.minus(timeLimit.dividedBy(20))));
        CompletableFuture<T> worked = new CompletableFuture<>();
        var unusedStart =
                contact.next(() -> run(contact, attempt, worked, work, failed), threads)
                        .whenComplete(
                                (nothing, failure) -> {
                                    if (failure != null) {
                                        worked.complete(failed.apply(stopped(reason(failure))));
                                    }
                                });
        CompletableFuture<T> result =
                worked.orTimeout(timeLimit.toNanos(), TimeUnit.NANOSECONDS)
                        .exceptionallyAsync(
                                failure -> {
                                    attempt.stop();
                                    return failed.apply(late(bmc, timeLimit));
                                });
        var unusedCancel =
                result.whenComplete(
                        (value, failure) -> {
                            if (result.isCancelled()) {
                                attempt.stop();
                            }
                        });
        return result;
    }

    private static LanFailure late(Lan bmc, Duration timeLimit) {
        return new LanFailure(
                LanFailure.Kind.SILENT,
                String.format(
                        Locale.ROOT,
                        "%s did not answer within %.1f s",
                        bmc.key(),
                        timeLimit.toMillis() / 1000.0));
    }

    private static LanFailure stopped(String reason) {
        return new LanFailure(LanFailure.Kind.STOPPED, reason);
    }

    private String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof RejectedExecutionException
                ? closed ? STOPPING : "more than " + BoundedThreads.MOST + " BMCs are asked at once"
                : "it could not be asked: " + cause;
    }

    private <T> void run(
            Contact contact,
            Attempt attempt,
            CompletableFuture<T> worked,
            Work<T> work,
            Function<LanFailure, T> failed) {
        if (worked.isDone() || attempt.isStopped()) {
            return;
        }
        T value;
        underWay.add(attempt);
        try {
            value = work.with(contact, attempt);
        } catch (RuntimeException | LinkageError e) {
            log.debug("A BMC could not be talked to", e);
            value = failed.apply(stopped("the BMC could not be talked to: " + e));
        } finally {
            underWay.remove(attempt);
            if (attempt.isStopped()) {
                contact.sessions().forget();
            }
            contact.touch();
            closeWhenIdle(contact, idle);
        }
        worked.complete(value);
    }

    private @Nullable Contact contact(String key) {
        Contact known = byKey.get(key);
        if (known != null) {
            known.touch();
            return known;
        }
        byKey.values().removeIf(contact -> contact.isIdleFor(GONE) && !contact.isBusy());
        return byKey.size() < MOST ? byKey.computeIfAbsent(key, unknown -> new Contact()) : null;
    }

    private void closeWhenIdle(Contact contact, Duration in) {
        if (!contact.beginWatch()) {
            return;
        }
        // Looks only: what may wait is left to a thread of ours.
        CompletableFuture.delayedExecutor(in.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(
                        () -> {
                            contact.endWatch();
                            if (closed) {
                                return;
                            }
                            if (!contact.isIdleFor(idle) || contact.isBusy()) {
                                closeWhenIdle(contact, idle);
                                return;
                            }
                            var unused =
                                    contact.next(
                                            () -> contact.sessions().close(Deadline.in(FAREWELL)),
                                            threads);
                        });
    }

    /** Forgets a BMC; its session ends after what is under way. Returns at once. */
    void release(String key) {
        Contact contact = byKey.remove(key);
        if (contact != null) {
            var unused =
                    contact.next(() -> contact.sessions().close(Deadline.in(FAREWELL)), threads);
        }
    }

    int threads() {
        return threads.running();
    }

    /** Ends all sessions, waiting a second at most. */
    void close() {
        closed = true;
        List<CompletableFuture<Void>> farewells =
                byKey.values().stream()
                        .map(
                                contact ->
                                        contact.next(
                                                () ->
                                                        contact.sessions()
                                                                .close(
                                                                        new Deadline(
                                                                                System.nanoTime())),
                                                threads))
                        .toList();
        try {
            CompletableFuture.allOf(farewells.toArray(CompletableFuture<?>[]::new))
                    .completeOnTimeout(null, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (RuntimeException e) {
            log.debug("Not every session of a BMC was closed", e);
        }
        underWay.forEach(Attempt::stop);
        threads.close();
    }
}
