package io.vmstation.host.cli;

import io.vmstation.api.Answer;
import io.vmstation.api.Called;
import io.vmstation.host.Api;
import io.vmstation.host.HostPlan;
import io.vmstation.host.Overlay;
import io.vmstation.host.Plugins;
import io.vmstation.host.Standalone;
import io.vmstation.host.StartFailure;
import io.vmstation.node.Node;
import io.vmstation.spi.ExchangeVariables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** This process alone, for as long as the command takes, when no host runs. */
final class LocalStation implements Station {
    private static final String CAUSE = "command-line";

    private final HostPlan plan;
    private final Api api;
    private final Standalone host;
    private final Plugins plugins;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalStation(HostPlan plan, Api api, Standalone host, Plugins plugins) {
        this.plan = plan;
        this.api = api;
        this.host = host;
        this.plugins = plugins;
    }

    /**
     * Starts what a command needs.
     *
     * @throws StartFailure when it cannot run here
     */
    static Station start(HostPlan.Assembler assembler, Overlay overlay) throws Exception {
        Plugins plugins = Plugins.of(overlay.home());
        try {
            HostPlan plan = assembler.assemble(overlay, plugins);
            Api api =
                    plan.api()
                            .orElseThrow(() -> new IllegalStateException("a host without an API"));
            Standalone host = Standalone.start(overlay, plan, plugins.loader());
            return new LocalStation(plan, api, host, plugins);
        } catch (Exception e) {
            plugins.close();
            throw e;
        }
    }

    @Override
    public CompletableFuture<Answer> wake(String node, Optional<String> service, boolean dryRun) {
        Answer known = node(node);
        if (!known.isGood()) {
            return CompletableFuture.completedFuture(known);
        }
        Map<String, Object> variables = request(node);
        service.ifPresent(name -> variables.put(ExchangeVariables.SERVICE, name));
        return host.call(dryRun ? "direct:plan-wake" : "direct:wake-node", variables)
                .thenApply(api.calls()::wake);
    }

    @Override
    public CompletableFuture<Answer> sleep(String node, boolean dryRun) {
        Answer known = node(node);
        if (!known.isGood()) {
            return CompletableFuture.completedFuture(known);
        }
        Map<String, Object> variables = request(node);
        variables.put(ExchangeVariables.DRY_RUN, dryRun);
        CompletableFuture<Called> called = host.call("direct:sleep-node", variables);
        return called.thenApply(api.calls()::sleep);
    }

    @Override
    public CompletableFuture<Answer> power(
            String node, String action, boolean force, boolean dryRun) {
        Answer known = node(node);
        if (!known.isGood()) {
            return CompletableFuture.completedFuture(known);
        }
        Map<String, Object> variables = request(node);
        variables.put(ExchangeVariables.ACTION, action);
        variables.put(ExchangeVariables.FORCE, force);
        variables.put(ExchangeVariables.DRY_RUN, dryRun);
        return host.call("direct:power-node", variables).thenApply(api.calls()::power);
    }

    private static Map<String, Object> request(String node) {
        Map<String, Object> variables = new HashMap<>();
        variables.put(ExchangeVariables.NODE, node);
        variables.put(ExchangeVariables.CAUSE, CAUSE);
        variables.put(ExchangeVariables.SOURCE, System.getProperty("user.name", "somebody"));
        return variables;
    }

    @Override
    public Answer node(String name) {
        return api.views().one(name);
    }

    @Override
    public Answer nodes() {
        return api.views().all();
    }

    @Override
    public Answer energy(Optional<String> node, int days) {
        return api.energy().show(node, days);
    }

    @Override
    public Answer clusters() {
        return api.clusters().all();
    }

    @Override
    public Answer cluster(String name) {
        return api.clusters().one(name);
    }

    @Override
    public CompletableFuture<Answer> reconcile(String cluster, boolean dryRun, boolean wait) {
        Map<String, Object> variables = request("");
        variables.put(ExchangeVariables.CLUSTER, cluster);
        variables.put(ExchangeVariables.DRY_RUN, dryRun);
        return host.call("direct:reconcile", variables)
                .thenApply(called -> api.calls().reconcile(cluster, called));
    }

    @Override
    public void look(Optional<String> node) {
        Collection<Node> wanted =
                node.<Collection<Node>>map(name -> plan.nodes().get().find(name).stream().toList())
                        .orElseGet(() -> plan.nodes().get().all());
        CompletableFuture.allOf(
                        wanted.stream()
                                .filter(one -> !one.addresses().isEmpty())
                                .map(api.views()::look)
                                .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("no host runs, so this process does it alone");
        notes.addAll(host.problems());
        return notes;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        host.close();
        try {
            plugins.close();
        } catch (Exception e) {
            throw new IllegalStateException("the plugins could not be closed", e);
        }
    }
}
