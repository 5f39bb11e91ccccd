package io.vmstation.ipmi.source.tool;

import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.Answer.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Tries the cipher suites of a BMC in order, until it understands one, and begins with that one the
 * next time. Some BMCs refuse a suite, some only fall silent in the middle of the log-in.
 * Thread-safe.
 */
public final class CipherSuites {
    private final BoundedMemory<Integer> understood = new BoundedMemory<>();

    /** Asks by one suite. */
    public interface Attempt {

        /**
         * Asks.
         *
         * @param deadline of this attempt: it leaves time to those that remain
         */
        CompletableFuture<Answer> by(int suite, Deadline deadline);
    }

    /** Asks by one suite after the other. */
    public CompletableFuture<Answer> converse(Lan bmc, Deadline deadline, Attempt attempt) {
        List<Integer> order = new ArrayList<>(bmc.cipherSuites());
        Optional<Integer> before = understood.of(bmc.key()).filter(order::remove);
        before.ifPresent(suite -> order.add(0, suite));
        return new Conversation(bmc, order, before.isPresent(), deadline, attempt).from(0);
    }

    private final class Conversation {
        private final Lan bmc;
        private final List<Integer> order;
        private final boolean firstIsUnderstood;
        private final Deadline deadline;
        private final Attempt attempt;
        private Optional<Answer> stalled = Optional.empty();

        Conversation(
                Lan bmc,
                List<Integer> order,
                boolean firstIsUnderstood,
                Deadline deadline,
                Attempt attempt) {
            this.bmc = bmc;
            this.order = order;
            this.firstIsUnderstood = firstIsUnderstood;
            this.deadline = deadline;
            this.attempt = attempt;
        }

        CompletableFuture<Answer> from(int next) {
            if (next == order.size()) {
                return CompletableFuture.completedFuture(stalled.orElseGet(this::none));
            }
            return attempt.by(order.get(next), share(next))
                    .thenCompose(
                            answer -> {
                                if (isAboutTheSuite(next, answer)) {
                                    return from(next + 1);
                                }
                                if (isFromBmc(answer)) {
                                    understood.note(bmc.key(), order.get(next));
                                }
                                return CompletableFuture.completedFuture(answer);
                            });
        }

        private boolean isAboutTheSuite(int next, Answer answer) {
            if (!(answer instanceof Trouble trouble)) {
                return false;
            }
            if (trouble.extent() == Extent.STALLED && !(firstIsUnderstood && next == 0)) {
                stalled = Optional.of(answer);
                return true;
            }
            return trouble.extent() == Extent.SUITE;
        }

        private Deadline share(int next) {
            return firstIsUnderstood && next == 0
                    ? deadline
                    : Deadline.in(deadline.left().dividedBy(order.size() - next));
        }

        private Answer none() {
            return new Trouble(
                    Extent.SUITE,
                    "the BMC does not speak the cipher suites "
                            + order
                            + ": set bmc.cipherSuites to what it is set up for");
        }
    }

    private static boolean isFromBmc(Answer answer) {
        return !(answer instanceof Trouble trouble) || trouble.extent() == Extent.UNSUPPORTED;
    }
}
