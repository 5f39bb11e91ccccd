package io.vmstation.host;

import io.vmstation.node.Node;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdicts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Lets no node sleep: nothing is there yet that could tell whether it is in use. */
final class NoVerdicts implements Verdicts {
    @Override
    public CompletableFuture<Verdict> assess(Node node) {
        return CompletableFuture.completedFuture(
                new Verdict(
                        node.name(),
                        Instant.now(),
                        List.of(),
                        Optional.empty(),
                        List.of(
                                new Verdict.Hold(
                                        "no-checks",
                                        "nothing can tell yet whether it is in use",
                                        Optional.empty())),
                        Optional.empty()));
    }

    @Override
    public Optional<Verdict> last(String node) {
        return Optional.empty();
    }
}
