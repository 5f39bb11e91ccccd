package io.vmstation.host.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.api.Answer;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells stage by stage how far a wake or a sleep has come, a line each. */
final class Progress {
    private static final long LOOK_EVERY_MILLIS = 250;
    private static final Map<String, String> WORDS =
            Map.ofEntries(
                    Map.entry("node.reachable", "the machine answers"),
                    Map.entry("service.ready", "ready for clients"),
                    Map.entry("node.uncordoned", "Kubernetes gives it work again"),
                    Map.entry("workload.scaled", "a workload is scaled"),
                    Map.entry("node.armed", "its network card listens for the next wake"),
                    Map.entry("node.cordoned", "Kubernetes gives it no more work"),
                    Map.entry("node.drained", "its pods have moved away"),
                    Map.entry("node.suspended", "it was sent to sleep"),
                    Map.entry("sleep.undone", "taken back"),
                    Map.entry("undo.failed", "could not be taken back, look at the node"));

    /** Of steps that take their time. */
    private static final Map<String, String> BEGINNINGS =
            Map.of(
                    "node.armed", "its network card is told to listen for the next wake",
                    "node.cordoned", "Kubernetes is told to give it no more work",
                    "node.drained", "its pods are asked to move away",
                    "node.suspended", "it is told to sleep");

    private final PrintWriter out;
    private final Set<String> told = new HashSet<>();

    Progress(PrintWriter out) {
        this.out = requireNonNull(out, "out is null");
    }

    /**
     * Follows it until it has ended.
     *
     * @param story which member of the node tells of it, {@code wakeUnderWay}; empty: tell nothing
     * @throws Unanswered when nobody knows how it ended
     */
    Answer follow(Station station, String node, String story, CompletableFuture<Answer> ending) {
        while (true) {
            try {
                return ending.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (!story.isEmpty()) {
                    tell(station.node(node).body().path(story));
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Unanswered unanswered
                        ? unanswered
                        : new Unanswered("it broke off: " + e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Unanswered("it was interrupted");
            }
        }
    }

    /** Tells what was not told yet. */
    void tell(JsonNode story) {
        if (story.isMissingNode()) {
            return;
        }
        if (told.add("began")) {
            line(0, "asked" + by(story));
        }
        for (JsonNode stage : story.path("stages")) {
            String event = stage.path("event").asText();
            if (told.add(event + stage.path("at").asText())) {
                String detail = stage.path("detail").asText("");
                line(
                        stage.path("milliseconds").asLong(),
                        words(stage, event) + (detail.isEmpty() ? "" : ": " + detail));
            }
        }
    }

    private static String words(JsonNode stage, String event) {
        Map<String, String> words =
                stage.path("progress").asText().equals("begun") ? BEGINNINGS : WORDS;
        return words.getOrDefault(event, event);
    }

    private static String by(JsonNode story) {
        String source = story.path("source").asText("");
        return source.isEmpty() ? "" : " by " + source;
    }

    private void line(long millis, String text) {
        out.println("%9s  %s".formatted(Times.took(millis), text));
        out.flush();
    }
}
