package io.vmstation.ipmi.power;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.BmcDesk;
import io.vmstation.ipmi.source.BmcSources.Choice;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.Bmc;
import io.vmstation.node.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The chassis as the desk reaches it, in turn with what reads sensors. Thread-safe. */
public final class BmcChassis implements Chassis {
    private static final int USUAL_PORT = 623;

    private final BmcDesk desk;

    /** Asks at {@code desk}. */
    public BmcChassis(BmcDesk desk) {
        this.desk = requireNonNull(desk, "desk is null");
    }

    @Override
    public String describe(Node node) {
        String by = desk.choose(node) instanceof Choice.Found it ? "by " + it.source().name() : "";
        String login =
                node.bmc()
                        .flatMap(Bmc::lan)
                        .map(lan -> "user " + lan.user() + (by.isEmpty() ? "" : ", "))
                        .orElse("");
        return "the BMC " + place(node) + (login + by).transform(BmcChassis::inBrackets);
    }

    private static String place(Node node) {
        return node.bmc()
                .flatMap(Bmc::lan)
                .map(
                        lan ->
                                lan.port() == USUAL_PORT
                                        ? lan.address()
                                        : lan.address() + " port " + lan.port())
                .orElse("in " + node.name());
    }

    private static String inBrackets(String text) {
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    @Override
    public Optional<String> obstacle(Node node) {
        return desk.choose(node) instanceof Choice.None none
                ? Optional.of(none.reason())
                : Optional.empty();
    }

    @Override
    public CompletableFuture<Finding> look(Node node, Duration timeLimit) {
        ReadOrder order = new ReadOrder(Set.of(Collector.CHASSIS), Set.of(), timeLimit, List.of());
        return desk.read(node, order)
                .thenApply(
                        reading ->
                                reading.findings()
                                        .getOrDefault(
                                                Collector.CHASSIS,
                                                new Finding.Failed("its BMC told nothing")));
    }

    @Override
    public CompletableFuture<PowerResult> order(Node node, PowerAction action, Duration timeLimit) {
        return desk.power(node, action, timeLimit);
    }
}
