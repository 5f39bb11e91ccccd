package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.source.ipmitool.Dumps.Dump;
import io.vmstation.ipmi.source.tool.Answer;
import io.vmstation.ipmi.source.tool.Answer.Printed;
import io.vmstation.ipmi.source.tool.Deadline;
import io.vmstation.ipmi.source.tool.Session;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The sensor records of one BMC: those that are known, or as ipmitool dumps them.
 *
 * @param known those of an earlier poll
 */
record Records(Session session, Dumps dumps, KnownRepository known) {

    /**
     * What there is.
     *
     * @param answer of ipmitool; what is known counts as one
     * @param repository empty after a failure
     * @param isKnown whether it is of an earlier poll
     */
    record Found(Answer answer, Repository repository, boolean isKnown) {}

    /** Those that are known, else asks for them. */
    CompletableFuture<Found> get(Deadline deadline) {
        Optional<Repository> before = known.get();
        return before.isPresent()
                ? CompletableFuture.completedFuture(new Found(new Printed(""), before.get(), true))
                : anew(deadline);
    }

    /** Asks for them, whatever is known. */
    CompletableFuture<Found> anew(Deadline deadline) {
        return dumps.of(session, Reading.line("-v", "sdr", "dump"), deadline).thenApply(this::note);
    }

    private Found note(Dump dump) {
        Repository repository = Repository.of(dump.bytes());
        if (dump.isThere()) {
            known.note(repository);
        }
        return new Found(dump.answer(), repository, false);
    }
}
