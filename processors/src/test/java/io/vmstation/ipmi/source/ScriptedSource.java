package io.vmstation.ipmi.source;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A source whose BMCs answer as the test says; without a word of it each of them is on. */
public final class ScriptedSource implements BmcSource {
    /** A BMC that does not answer. */
    public static final Failed SILENT = Failed.silent("it does not answer");

    public static final Failed REFUSED = Failed.refused("the password is wrong");
    public static final Finding.Chassis ON =
            new Finding.Chassis(true, Optional.empty(), Optional.empty());

    public final List<String> asked = new CopyOnWriteArrayList<>();
    public final List<BmcConnection> connections = new CopyOnWriteArrayList<>();
    public final List<ReadOrder> orders = new CopyOnWriteArrayList<>();
    public final List<String> released = new CopyOnWriteArrayList<>();
    public volatile boolean closed;
    private final String name;
    private final Map<String, Supplier<CompletableFuture<Finding>>> answers =
            new ConcurrentHashMap<>();
    private final Map<String, PowerResult> results = new ConcurrentHashMap<>();
    private volatile Optional<String> unfit = Optional.empty();

    public ScriptedSource(String name) {
        this.name = name;
    }

    /** The way in which this source names a BMC: its address, or the name of its machine. */
    public static String word(BmcConnection connection) {
        return connection instanceof BmcConnection.Lan lan
                ? lan.host()
                : ((BmcConnection.InBand) connection).machine();
    }

    /** Each collector of that BMC finds this. */
    public ScriptedSource answer(String bmc, Finding finding) {
        answers.put(bmc, () -> CompletableFuture.completedFuture(finding));
        return this;
    }

    /** That BMC answers when this ends. */
    public ScriptedSource answer(String bmc, CompletableFuture<Finding> finding) {
        answers.put(bmc, () -> finding);
        return this;
    }

    public ScriptedSource power(String bmc, PowerResult result) {
        results.put(bmc, result);
        return this;
    }

    public ScriptedSource unfit(String reason) {
        unfit = Optional.of(reason);
        return this;
    }

    public void fit() {
        unfit = Optional.empty();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> unfit(BmcConnection connection) {
        return unfit;
    }

    @Override
    public CompletableFuture<BmcReading> read(BmcConnection connection, ReadOrder order) {
        Instant began = Instant.now();
        asked.add("read " + word(connection));
        connections.add(connection);
        orders.add(order);
        CompletableFuture<Finding> finding =
                answers.getOrDefault(word(connection), () -> CompletableFuture.completedFuture(ON))
                        .get();
        CompletableFuture<BmcReading> result = new CompletableFuture<>();
        var unusedCancel = result.whenComplete((read, failure) -> finding.cancel(false));
        var unused =
                finding.whenComplete(
                        (found, failure) -> {
                            if (failure != null) {
                                result.completeExceptionally(failure);
                                return;
                            }
                            Map<Collector, Finding> findings = new HashMap<>();
                            order.collectors().forEach(each -> findings.put(each, found));
                            result.complete(
                                    new BmcReading(name, began, Duration.ofMillis(5), findings));
                        });
        return result;
    }

    @Override
    public CompletableFuture<PowerResult> power(
            BmcConnection connection, PowerAction action, Duration timeLimit) {
        asked.add(action + " " + word(connection));
        connections.add(connection);
        return CompletableFuture.completedFuture(
                results.getOrDefault(word(connection), new PowerResult.Accepted()));
    }

    @Override
    public void release(String key) {
        released.add(key);
    }

    @Override
    public void close() {
        closed = true;
    }
}
