package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.api.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Sentences about runs over clusters, and the exit codes that they mean. */
final class RunWords {
    /** Something differs. */
    static final int DIFFERENT = 1;

    /** Nobody can tell whether something differs, or it could not be made as wanted. */
    static final int TROUBLE = 2;

    private RunWords() {}

    /** What a run found that touched nothing. */
    static List<String> dryRun(JsonNode run) {
        String cluster = "Cluster " + run.path("cluster").asText();
        Map<String, Integer> counts = counts(run);
        int same = counts.getOrDefault("unchanged", 0);
        List<String> lines = new ArrayList<>();
        switch (Runs.result(run)) {
            case "synced" -> lines.add(cluster + " is as the files say: objects=" + same);
            case "drifted", "incomplete" ->
                    lines.add(cluster + " differs: " + told(counts) + "; nothing was touched");
            case "asleep" -> lines.add(cluster + " sleeps with its node: it was not asked");
            default -> {
                // The problems say it.
            }
        }
        return withPruning(run, lines);
    }

    /** What a run did. */
    static List<String> done(JsonNode run) {
        String cluster = "Cluster " + run.path("cluster").asText();
        Map<String, Integer> counts = counts(run);
        String took = " in " + Times.took(run.path("milliseconds").asLong());
        List<String> lines = new ArrayList<>();
        switch (Runs.result(run)) {
            case "synced" -> lines.add(cluster + " is as the files say: " + told(counts) + took);
            case "drifted" ->
                    lines.add(
                            cluster
                                    + " differs and is only observed: "
                                    + told(counts)
                                    + "; nothing was touched");
            case "incomplete" ->
                    lines.add(cluster + " is not yet as the files say: " + told(counts) + took);
            case "asleep" -> lines.add(cluster + " sleeps with its node: it was not asked");
            case "superseded" -> lines.add(cluster + ": a newer run has taken over");
            case "under-way" ->
                    lines.add(
                            cluster
                                    + " is being reconciled: vmstation status "
                                    + run.path("cluster").asText()
                                    + " shows how it does");
            default -> {
                // The problems say it.
            }
        }
        return withPruning(run, lines);
    }

    private static List<String> withPruning(JsonNode run, List<String> lines) {
        if (run.has("pruning")) {
            lines.add("Nothing is deleted: " + run.path("pruning").asText());
        }
        return lines;
    }

    /** What went wrong, a sentence each. */
    static List<String> problems(JsonNode run) {
        List<String> problems = new ArrayList<>();
        run.path("problems").forEach(problem -> problems.add(problem.asText()));
        if (problems.isEmpty() && !run.has("result") && run.has("detail")) {
            problems.add(run.path("detail").asText());
        }
        return problems;
    }

    /** 0 nothing differs, 1 something does, 2 nobody can tell. */
    static int diffCode(Answer answer) {
        int code = 0;
        for (JsonNode run : answer.body().path("runs")) {
            int one =
                    switch (Runs.result(run)) {
                        case "synced", "asleep" -> 0;
                        case "drifted" -> DIFFERENT;
                        default -> TROUBLE;
                    };
            code = Math.max(code, one);
        }
        return code;
    }

    private static Map<String, Integer> counts(JsonNode run) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String action :
                List.of("created", "configured", "deleted", "failed", "skipped", "unchanged")) {
            counts.put(action, 0);
        }
        run.path("objects")
                .forEach(object -> counts.merge(object.path("action").asText(), 1, Integer::sum));
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private static String told(Map<String, Integer> counts) {
        return counts.isEmpty()
                ? "no objects"
                : counts.entrySet().stream()
                        .map(count -> count.getKey() + "=" + count.getValue())
                        .collect(Collectors.joining(", "));
    }
}
