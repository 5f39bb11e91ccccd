package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.Answer.Silent;
import io.vmstation.spi.NodeActivity;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.Reachability;
import io.vmstation.spi.Timetable;
import io.vmstation.spi.Verdicts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the API tells of nodes, all of it from memory. Thread-safe. */
public final class NodeViews {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<Nodes> nodes;
    private final Sources sources;
    private final History history;
    private final boolean sleepEnabled;

    /**
     * Where it is known from.
     *
     * @param reachability asked only by {@link #look}
     */
    public record Sources(
            NodeStates states,
            Reachability reachability,
            Verdicts verdicts,
            Timetable timetable,
            NodeActivity activity) {}

    /**
     * @param nodes the site as it is now
     * @param sleepEnabled the setting {@code sleep.enabled}
     */
    public NodeViews(
            Supplier<Nodes> nodes, Sources sources, History history, boolean sleepEnabled) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.sources = requireNonNull(sources, "sources is null");
        this.history = requireNonNull(history, "history is null");
        this.sleepEnabled = sleepEnabled;
    }

    /** All nodes. */
    public Answer all() {
        ObjectNode object = Json.object();
        object.set("nodes", Json.array(List.copyOf(nodes.get().all()), this::view));
        return Answer.ok(object);
    }

    /** One node. */
    public Answer one(String name) {
        Nodes site = nodes.get();
        return site.find(name)
                .map(node -> Answer.ok(view(node)))
                .orElseGet(() -> Answer.of(noNode(name, site)));
    }

    /** That there is no such node, with the names of those there are. */
    Optional<ApiProblem> unknown(String name) {
        Nodes site = nodes.get();
        return site.find(name).isPresent() ? Optional.empty() : Optional.of(noNode(name, site));
    }

    private static ApiProblem noNode(String name, Nodes site) {
        String known =
                site.all().isEmpty()
                        ? "no node is configured."
                        : "known are "
                                + site.all().stream()
                                        .map(Node::name)
                                        .collect(Collectors.joining(", ", "", "."));
        return new ApiProblem(404, "There is no node \"" + name + "\": " + known);
    }

    /**
     * Looks whether the node answers and, when it does, asks its sleep checks: for a process that
     * has not watched it. Completes normally.
     */
    public CompletableFuture<?> look(Node node) {
        return sources.reachability()
                .machine(node, PATIENCE)
                .handle((answer, error) -> error == null && !(answer instanceof Silent))
                .thenCompose(
                        answers -> {
                            sources.states().saw(node, answers ? State.AWAKE : State.ASLEEP);
                            return answers && node.sleep().isPresent()
                                    ? sources.verdicts().assess(node)
                                    : CompletableFuture.completedFuture(null);
                        });
    }

    private ObjectNode view(Node node) {
        State state = sources.states().last(node);
        ObjectNode view = Json.object().put("name", node.name());
        view.set("addresses", Json.texts(node.addresses()));
        view.set(
                "services",
                Json.array(
                        node.services(),
                        service ->
                                Json.object()
                                        .put("name", service.name())
                                        .put("port", service.port())));
        view.put("state", state.name().toLowerCase(Locale.ROOT));
        Json.put(view, "since", sources.states().since(node));
        view.put("sleep", sleepMode(node));
        addWhy(view, node, state);
        addStories(view, node);
        return view;
    }

    private String sleepMode(Node node) {
        if (node.sleep().isEmpty()) {
            return "never";
        }
        return sleepEnabled ? "enabled" : "dry-run";
    }

    private void addWhy(ObjectNode view, Node node, State state) {
        boolean up = state == State.AWAKE || state == State.WAKING;
        if (up) {
            wokenBy(node.name()).ifPresent(s -> view.set("wokenBy", wokenBy(s)));
        }
        sources.activity().last(node.name()).ifPresent(use -> view.set("lastUse", Json.of(use)));
        if (state == State.AWAKE) {
            sources.verdicts()
                    .last(node.name())
                    .ifPresent(
                            verdict -> {
                                view.set("verdict", Json.of(verdict));
                                Json.put(view, "nextSleep", verdict.earliestSleep());
                            });
        }
        Json.put(view, "nextWake", sources.timetable().nextWake(node, Instant.now()));
    }

    private static ObjectNode wokenBy(Story story) {
        return Json.request(story).put("at", story.began().toString());
    }

    /** The last wake, unless the node was put to sleep since: then it came up by itself. */
    private Optional<Story> wokenBy(String node) {
        Optional<Story> wake =
                history.wakes(node).stream()
                        .filter(s -> s.end().isEmpty() || s.endedAs("ready"))
                        .findFirst();
        Optional<Story> sleep =
                history.sleeps(node).stream().filter(s -> s.endedAs("asleep")).findFirst();
        return wake.filter(w -> sleep.filter(s -> s.began().isAfter(w.began())).isEmpty());
    }

    private void addStories(ObjectNode view, Node node) {
        List<Story> wakes = history.wakes(node.name());
        List<Story> sleeps = history.sleeps(node.name());
        underWay(wakes).ifPresent(story -> view.set("wakeUnderWay", Json.of(story)));
        underWay(sleeps).ifPresent(story -> view.set("sleepUnderWay", Json.of(story)));
        view.set("wakes", Json.array(ended(wakes), Json::of));
        view.set("sleeps", Json.array(ended(sleeps), Json::of));
        List<Story> powers = ended(history.powers(node.name()));
        if (node.bmc().isPresent() || !powers.isEmpty()) {
            view.set("powers", Json.array(powers, Json::of));
        }
    }

    private static Optional<Story> underWay(List<Story> stories) {
        return stories.stream().filter(story -> story.end().isEmpty()).findFirst();
    }

    private static List<Story> ended(List<Story> stories) {
        List<Story> ended = new ArrayList<>(stories);
        ended.removeIf(story -> story.end().isEmpty());
        return ended;
    }
}
