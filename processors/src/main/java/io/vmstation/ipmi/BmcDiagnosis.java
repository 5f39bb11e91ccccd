package io.vmstation.ipmi;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.source.BmcDesk;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.Bmc;
import io.vmstation.node.Node;
import io.vmstation.spi.WakeDiagnosis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Asks the BMC of a node that does not wake whether its power is on, and what its event log says
 * since the wake began. Only BMCs in the network: another one sleeps with its node. Thread-safe.
 */
public final class BmcDiagnosis implements WakeDiagnosis {
    private static final Duration FOR_POWER = Duration.ofSeconds(4);
    private static final Duration FOR_LOG = Duration.ofSeconds(5);

    /** In all, the wait for a poll that is under way included. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** The clock of a BMC is hardly ever right. */
    private static final Duration CLOCK_ERROR = Duration.ofSeconds(30);

    private static final int MOST_EVENTS = 3;
    private static final int LONGEST_EVENT = 100;

    private final BmcDesk desk;

    /**
     * @param desk where BMCs are asked
     */
    public BmcDiagnosis(BmcDesk desk) {
        this.desk = requireNonNull(desk, "desk is null");
    }

    @Override
    public CompletableFuture<Optional<String>> why(Node node, Instant since) {
        if (node.bmc().flatMap(Bmc::lan).isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<BmcReading> power = desk.read(node, order(Collector.CHASSIS, FOR_POWER));
        return power.thenCompose(
                        reading ->
                                reading.finding(Collector.CHASSIS, Finding.Chassis.class)
                                        .map(chassis -> withLog(node, since, power(chassis)))
                                        .orElseGet(() -> done(failure(reading))))
                .completeOnTimeout(Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Optional<String>> withLog(Node node, Instant since, String power) {
        return desk.read(node, order(Collector.SEL_EVENTS, FOR_LOG))
                .thenApply(
                        reading ->
                                reading.finding(Collector.SEL_EVENTS, Finding.SelEvents.class)
                                        .map(log -> events(log.all(), since))
                                        .orElse(""))
                .completeOnTimeout("", FOR_LOG.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(log -> Optional.of(power + log));
    }

    private static ReadOrder order(Collector collector, Duration timeLimit) {
        return new ReadOrder(Set.of(collector), Set.of(), timeLimit, List.of());
    }

    private static String power(Finding.Chassis chassis) {
        return "its BMC says that the power is " + (chassis.powerOn() ? "on" : "off");
    }

    private static Optional<String> failure(BmcReading reading) {
        return reading.finding(Collector.CHASSIS, Failed.class)
                .map(
                        failed ->
                                switch (failed.kind()) {
                                    case SILENT ->
                                            "its BMC does not answer either, so perhaps it has no"
                                                    + " power";
                                    case REFUSED ->
                                            "its BMC refuses the log-in: " + failed.reason();
                                    case OTHER -> "its BMC could not be asked: " + failed.reason();
                                });
    }

    private static String events(List<SelEvent> all, Instant since) {
        Instant earliest = since.minus(CLOCK_ERROR);
        List<SelEvent> late =
                all.stream()
                        .filter(event -> event.at().filter(at -> at.isAfter(earliest)).isPresent())
                        .toList();
        return late.isEmpty()
                ? ""
                : late.subList(Math.max(0, late.size() - MOST_EVENTS), late.size()).stream()
                        .map(BmcDiagnosis::words)
                        .collect(Collectors.joining(", ", ", and its log: ", ""));
    }

    /** {@code PS1 Status: Power Supply Failure detected}. */
    private static String words(SelEvent event) {
        String text =
                event.sensor().isBlank() ? event.text() : event.sensor() + ": " + event.text();
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= LONGEST_EVENT ? line : line.substring(0, LONGEST_EVENT) + "...";
    }

    private static CompletableFuture<Optional<String>> done(Optional<String> words) {
        return CompletableFuture.completedFuture(words);
    }
}
