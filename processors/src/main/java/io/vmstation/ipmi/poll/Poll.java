package io.vmstation.ipmi.poll;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.node.Bmc;
import io.vmstation.node.BmcPolling;
import io.vmstation.node.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** When one BMC is polled next, and the poll that is under way. Not thread-safe. */
final class Poll {
    /** A BMC that cannot be read is asked more and more seldom, but this often at least. */
    private static final Duration IN_TROUBLE = Duration.ofMinutes(2);

    /** Log-ins that fail again and again may lock an account. */
    private static final Duration REFUSED = Duration.ofMinutes(5);

    private static final int MOST_DOUBLINGS = 10;

    private final PollTimes times;
    private Node node;
    private long due;
    private long began;
    private int troubles;
    private boolean refused;
    private @Nullable CompletableFuture<Optional<BmcReading>> result;

    /**
     * @param now by the clock that {@code times} goes by, as all moments here
     */
    Poll(Node node, PollTimes times, long now) {
        this.node = requireNonNull(node, "node is null");
        this.times = requireNonNull(times, "times is null");
        this.due = times.first(node.name(), polling().interval(), now);
        this.began = now;
    }

    Node node() {
        return node;
    }

    private BmcPolling polling() {
        return node.bmc().orElseThrow().polling();
    }

    boolean isDue(long now) {
        return now - due >= 0;
    }

    /** Plans the poll after the one that is due now. */
    void plan(long now) {
        due = times.next(node.name(), interval(), now);
    }

    private Duration interval() {
        Duration usual = polling().interval();
        if (troubles == 0) {
            return usual;
        }
        Duration most = refused ? REFUSED : IN_TROUBLE;
        Duration longer =
                refused
                        ? REFUSED
                        : usual.multipliedBy(1L << Math.min(troubles - 1, MOST_DOUBLINGS));
        Duration bounded = longer.compareTo(most) > 0 ? most : longer;
        return bounded.compareTo(usual) < 0 ? usual : bounded;
    }

    boolean isUnderWay() {
        return result != null;
    }

    /** Of the poll that is under way. */
    CompletableFuture<Optional<BmcReading>> result() {
        return requireNonNull(result, "no poll is under way");
    }

    CompletableFuture<Optional<BmcReading>> begin(long now) {
        began = now;
        CompletableFuture<Optional<BmcReading>> begun = new CompletableFuture<>();
        result = begun;
        return begun;
    }

    /** The poll under way has told this. */
    void cameTo(BmcState state, long now) {
        troubles = state.isTrouble() ? troubles + 1 : 0;
        refused = state == BmcState.REFUSED;
        plan(began);
        if (isDue(now)) {
            plan(now);
        }
    }

    void end() {
        result = null;
    }

    /** There is reason to hope: it is polled at once, and as often as usual from now on. */
    void hurry(long now) {
        troubles = 0;
        due = now;
    }

    /** Whether that node still has the BMC, reached as before, that this is about. */
    boolean isStillOf(Node other) {
        boolean inBand = other.bmc().filter(bmc -> bmc.lan().isEmpty()).isPresent();
        boolean sameWay =
                node.addresses().equals(other.addresses()) && node.ssh().equals(other.ssh());
        Optional<Bmc> own = node.bmc();
        return own.equals(other.bmc()) && (!inBand || sameWay);
    }

    /** The node was configured anew: what was wrong with its BMC may be right now. */
    void follow(Node next, long now) {
        node = next;
        if (troubles > 0) {
            hurry(now);
        }
    }
}
