package io.vmstation.ipmi.power;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.node.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** A machine with a power switch that does what it is told, or what the test says. Thread-safe. */
public final class ScriptedChassis implements Chassis {
    /** The orders that it was given, such as {@code ON storage}. */
    public final List<String> orders = new CopyOnWriteArrayList<>();

    private volatile Function<Node, CompletableFuture<Finding>> look =
            node -> CompletableFuture.completedFuture(status(isOn()));
    private volatile PowerResult result = new PowerResult.Accepted();
    private volatile Consumer<Node> switched = node -> {};
    private volatile boolean on;

    /** Whether it is on. */
    public boolean isOn() {
        return on;
    }

    /** Switches it as if by hand. */
    public ScriptedChassis on(boolean state) {
        on = state;
        return this;
    }

    /** What the BMC says to the question. */
    public ScriptedChassis looks(Finding found) {
        return looks(node -> CompletableFuture.completedFuture(found));
    }

    /** When and what the BMC says to the question. */
    public ScriptedChassis looks(Function<Node, CompletableFuture<Finding>> answer) {
        look = answer;
        return this;
    }

    /** What the BMC says to an order. */
    public ScriptedChassis answers(PowerResult answer) {
        result = answer;
        return this;
    }

    /** Hears of each machine that an order has switched. */
    public void whenSwitched(Consumer<Node> listener) {
        switched = listener;
    }

    /** What a BMC tells of a machine without faults. */
    public static Finding status(boolean on) {
        return new Finding.Chassis(on, Optional.of(false), Optional.of(false));
    }

    @Override
    public String describe(Node node) {
        return "the BMC of " + node.name();
    }

    @Override
    public Optional<String> obstacle(Node node) {
        return node.bmc().isPresent()
                ? Optional.empty()
                : Optional.of("it has no BMC: set bmc in nodes.yaml");
    }

    @Override
    public CompletableFuture<Finding> look(Node node, Duration timeLimit) {
        return look.apply(node);
    }

    @Override
    public CompletableFuture<PowerResult> order(Node node, PowerAction action, Duration timeLimit) {
        orders.add(action + " " + node.name());
        if (result instanceof PowerResult.Accepted) {
            on = action == PowerAction.ON || action == PowerAction.CYCLE;
            switched.accept(node);
        }
        return CompletableFuture.completedFuture(result);
    }
}
