package io.vmstation.host;

import io.vmstation.node.Node;
import io.vmstation.spi.NodeActivity;
import io.vmstation.spi.Timetable;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdicts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Parts that are not there yet: nobody has judged, used or planned anything. */
final class StandIns {
    static final Verdicts VERDICTS =
            new Verdicts() {
                @Override
                public CompletableFuture<Verdict> assess(Node node) {
                    return CompletableFuture.completedFuture(
                            new Verdict(
                                    node.name(),
                                    Instant.now(),
                                    List.of(),
                                    Optional.empty(),
                                    List.of(),
                                    Optional.empty()));
                }

                @Override
                public Optional<Verdict> last(String node) {
                    return Optional.empty();
                }
            };

    static final Timetable TIMETABLE =
            new Timetable() {
                @Override
                public Optional<String> refusal(Node node, String cause, Instant at) {
                    return Optional.empty();
                }

                @Override
                public Optional<Instant> neverSleepUntil(Node node, Instant at) {
                    return Optional.empty();
                }

                @Override
                public Optional<Instant> nextWake(Node node, Instant after) {
                    return Optional.empty();
                }
            };

    static final NodeActivity ACTIVITY =
            new NodeActivity() {
                @Override
                public void used(String node, String what) {}

                @Override
                public Optional<Use> last(String node) {
                    return Optional.empty();
                }
            };

    private StandIns() {}
}
