package io.vmstation.wake;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Readiness;
import io.vmstation.node.Service;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Reachability;
import io.vmstation.spi.WakeDiagnosis;
import io.vmstation.spi.WakeGuard;
import io.vmstation.spi.WakeMethod;
import io.vmstation.watch.LastUsed;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/** A site whose machines answer as the test says, and note who asks them what. */
class Site implements Reachability, NodeStates, Events {
    static final Service WEB = new Service("web", 8096, new Readiness.Tcp());
    static final Service SSH = new Service("ssh", 22, new Readiness.SshBanner());
    static final Answer SILENT = new Answer.Silent("no answer");
    static final Answer READY = new Answer.Ready(new InetSocketAddress("192.0.2.1", 8096));

    final Map<String, Answer> answers = new ConcurrentHashMap<>();
    final Map<String, State> states = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final AtomicInteger probes = new AtomicInteger();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final WakeTimes times = new WakeTimes();
    final LastUsed used = new LastUsed(System::nanoTime, InstantSource.system());
    volatile boolean accepting;
    WakeGuard guard = WakeGuard.NONE;
    WakeDiagnosis diagnosis = WakeDiagnosis.NONE;
    Duration headStart = Duration.ofMillis(200);
    Duration silence = Duration.ofMillis(30);
    private final List<Node> nodes = new ArrayList<>();

    Node node(String name, String... dependsOn) {
        return node(name, Duration.ofSeconds(30), List.of("udp"), dependsOn);
    }

    Node node(String name, Duration deadline, List<String> methods, String... dependsOn) {
        Node node =
                TestNode.named(name)
                        .mac("02:00:00:00:00:01")
                        .services(WEB, SSH)
                        .methods(methods)
                        .deadline(deadline)
                        .dependsOn(dependsOn)
                        .build();
        nodes.add(node);
        return node;
    }

    /** Another node of the same name, as after a reload. */
    void replace(Node changed) {
        nodes.replaceAll(node -> node.name().equals(changed.name()) ? changed : node);
    }

    /** A method that works and does, when asked for a node, what the test says. */
    WakeMethod method(String name, Function<Node, MethodOutcome> act) {
        return new WakeMethod() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CompletableFuture<MethodOutcome> ask(Node node) {
                asked.add(name + " " + node.name());
                return CompletableFuture.completedFuture(act.apply(node));
            }
        };
    }

    WakeMethod method(String name) {
        return method(name, node -> new MethodOutcome.Sent(1, "by lan0"));
    }

    /** A method that makes the node ready at once. */
    WakeMethod waking(String name) {
        return method(
                name,
                node -> {
                    answers.put(node.name(), READY);
                    return new MethodOutcome.Sent(1, "by lan0");
                });
    }

    Wakes wakes(WakeMethod... methods) {
        WakeSpeed speed = new WakeSpeed(headStart, Duration.ofMillis(20), Duration.ofSeconds(60));
        return new Wakes(
                () -> new Nodes(nodes),
                this,
                new WakeMethods(List.of(methods)),
                this,
                this,
                used,
                new WakeMetrics(meters),
                times,
                speed,
                guard,
                diagnosis);
    }

    Stream<String> kinds() {
        return events.stream().map(Event::kind);
    }

    double requests(String node, String outcome) {
        return meters
                .find("vmstation.wake.requests")
                .tags("node", node, "outcome", outcome)
                .counters()
                .stream()
                .mapToDouble(c -> c.count())
                .sum();
    }

    @Override
    public CompletableFuture<Answer> machine(Node node, Duration patience) {
        Answer answer = answers.getOrDefault(node.name(), SILENT);
        return answer(
                answer instanceof Answer.Silent
                        ? answer
                        : new Answer.Ready(new InetSocketAddress("192.0.2.1", 0)));
    }

    @Override
    public CompletableFuture<Answer> service(
            Node node, Service service, Duration patience, Runnable signOfLife) {
        if (accepting) {
            signOfLife.run();
        }
        Answer ofService = answers.get(node.name() + "/" + service.name());
        return answer(ofService != null ? ofService : answers.getOrDefault(node.name(), SILENT));
    }

    private CompletableFuture<Answer> answer(Answer answer) {
        probes.incrementAndGet();
        CompletableFuture<Answer> future = new CompletableFuture<>();
        return answer instanceof Answer.Silent
                ? future.completeOnTimeout(answer, silence.toMillis(), TimeUnit.MILLISECONDS)
                : CompletableFuture.completedFuture(answer);
    }

    @Override
    public State last(Node node) {
        return states.getOrDefault(node.name(), State.UNKNOWN);
    }

    @Override
    public void saw(Node node, State state) {
        states.put(node.name(), state);
    }

    @Override
    public CompletableFuture<Void> record(Event event) {
        events.add(event);
        return CompletableFuture.completedFuture(null);
    }
}
