package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.api.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs over one cluster, or over all of them at the same time, as one answer. */
final class Runs {
    private Runs() {}

    /**
     * Asks for them and waits.
     *
     * @param cluster its name; absent: all
     * @return the runs in the member {@code runs}, those that failed too; a problem when there is
     *     no such cluster
     */
    static Answer ask(Station station, Optional<String> cluster, boolean dryRun, boolean wait) {
        List<String> names = new ArrayList<>();
        Answer known = cluster.map(station::cluster).orElseGet(station::clusters);
        if (!known.isGood()) {
            return known;
        }
        cluster.ifPresentOrElse(
                names::add,
                () ->
                        known.body()
                                .path("clusters")
                                .forEach(
                                        one -> {
                                            if (!one.path("mode").asText().equals("suspend")) {
                                                names.add(one.path("name").asText());
                                            }
                                        }));
        List<CompletableFuture<Answer>> asked =
                names.stream().map(name -> station.reconcile(name, dryRun, wait)).toList();
        ArrayNode runs = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < names.size(); i++) {
            ObjectNode run = JsonNodeFactory.instance.objectNode().put("cluster", names.get(i));
            run.setAll((ObjectNode) joined(asked.get(i)).body());
            runs.add(run);
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("runs", runs);
        return new Answer(200, body, Map.of());
    }

    private static Answer joined(CompletableFuture<Answer> asked) {
        try {
            return asked.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Unanswered unanswered ? unanswered : e;
        }
    }

    /** What a run has come to; {@code failed} when it did not begin. */
    static String result(JsonNode run) {
        return run.has("result")
                ? run.path("result").asText()
                : run.path("outcome").asText("failed");
    }
}
