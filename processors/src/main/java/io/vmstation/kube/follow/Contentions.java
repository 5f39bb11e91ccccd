package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.FieldDifference;
import io.vmstation.kube.reconcile.Marks;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.ReconcileReport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Notices when somebody keeps changing what we keep changing back, a controller or an operator of
 * another tool, and leaves the object alone for longer and longer: drift of it does not hurry a run
 * any more. Remembered in memory only, bounded. Thread-safe.
 */
public final class Contentions {
    private static final int MOST_FIELDS = 1000;
    private static final int MOST_DOUBLINGS = 6;

    /** After so many times of peace, a fight is a new one. */
    private static final int PEACE = 6;

    private final int most;
    private final Duration within;
    private final LongSupplier nanos;
    private final Map<Field, History> fields = new LinkedHashMap<>();

    private record Field(String cluster, ObjectKey key, String path) {}

    private static final class History {
        private final Deque<Long> corrections = new ArrayDeque<>();
        private String by = "";
        private int rounds;
        private long until;
        private boolean left;
    }

    /**
     * @param most so often a field may be changed back
     * @param within this time, which is also how long the first rest takes
     * @param nanos a steady clock
     */
    public Contentions(int most, Duration within, LongSupplier nanos) {
        this.most = most;
        this.within = requireNonNull(within, "within is null");
        this.nanos = requireNonNull(nanos, "nanos is null");
    }

    /** What suits most sites: five times within ten minutes. */
    public static Contentions usual() {
        return new Contentions(5, Duration.ofMinutes(10), System::nanoTime);
    }

    /**
     * Takes note of what a run has changed back.
     *
     * @return the fights that were noticed with it, each once for each rest
     */
    public synchronized List<Contention> after(ReconcileReport report) {
        if (report.dryRun()) {
            return List.of();
        }
        long now = nanos.getAsLong();
        return report.changes().outcomes().stream()
                .filter(it -> it.action() == Action.CONFIGURED)
                .flatMap(
                        it ->
                                it.differences().stream()
                                        .filter(Contentions::isForeign)
                                        .flatMap(
                                                field ->
                                                        corrected(report.cluster(), it, field, now)
                                                                .stream()))
                .toList();
    }

    private static boolean isForeign(FieldDifference field) {
        return field.owner().filter(owner -> !owner.equals(Marks.FIELD_MANAGER)).isPresent();
    }

    private Optional<Contention> corrected(
            String cluster, ObjectOutcome outcome, FieldDifference difference, long now) {
        Field field = new Field(cluster, outcome.key(), difference.path());
        History history = fields.computeIfAbsent(field, key -> new History());
        history.by = difference.owner().orElse("somebody");
        if (now - history.until > within.multipliedBy(PEACE).toNanos()) {
            history.rounds = 0;
        }
        history.corrections.addLast(now);
        forgetOld(history, now);
        forgetMost();
        if (history.corrections.size() <= most || isLeft(history, now)) {
            return Optional.empty();
        }
        long rest = within.toNanos() << Math.min(history.rounds, MOST_DOUBLINGS);
        history.rounds++;
        history.left = true;
        history.until = now + rest;
        return Optional.of(contention(field, history, now));
    }

    private void forgetOld(History history, long now) {
        while (!history.corrections.isEmpty()
                && now - history.corrections.peekFirst() > within.toNanos()) {
            history.corrections.removeFirst();
        }
        while (history.corrections.size() > most * 10) {
            history.corrections.removeFirst();
        }
    }

    private void forgetMost() {
        if (fields.size() > MOST_FIELDS) {
            Field eldest = fields.keySet().iterator().next();
            fields.remove(eldest);
        }
    }

    private static boolean isLeft(History history, long now) {
        return history.left && now - history.until < 0;
    }

    private static Contention contention(Field field, History history, long now) {
        return new Contention(
                field.cluster(),
                field.key(),
                field.path(),
                history.by,
                history.corrections.size(),
                Duration.ofNanos(history.until - now));
    }

    /** Whether drift is to be made good soon, and not only when the cluster is due anyway. */
    public synchronized boolean mayHurry(Drift drift) {
        long now = nanos.getAsLong();
        return fields.entrySet().stream()
                .filter(it -> it.getKey().cluster().equals(drift.cluster()))
                .filter(it -> it.getKey().key().equals(drift.key()))
                .noneMatch(it -> isLeft(it.getValue(), now));
    }

    /** The fights that are left alone now. */
    public synchronized List<Contention> now() {
        long now = nanos.getAsLong();
        return fields.entrySet().stream()
                .filter(it -> isLeft(it.getValue(), now))
                .map(it -> contention(it.getKey(), it.getValue(), now))
                .toList();
    }
}
