package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;

/** Whether labels fit a selector, by the rules of the API. */
final class LabelMatch {
    private LabelMatch() {}

    /** Whether all words of a plain selector stand among the labels. */
    static boolean plain(JsonNode words, JsonNode labels) {
        return words.properties().stream()
                .allMatch(word -> word.getValue().equals(labels.get(word.getKey())));
    }

    /** Whether a selector with {@code matchLabels} and {@code matchExpressions} fits. */
    static boolean full(JsonNode selector, JsonNode labels) {
        if (!plain(selector.path("matchLabels"), labels)) {
            return false;
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            if (!expression(expression, labels)) {
                return false;
            }
        }
        return true;
    }

    private static boolean expression(JsonNode expression, JsonNode labels) {
        JsonNode label = labels.path(expression.path("key").asText());
        boolean listed = false;
        for (JsonNode value : expression.path("values")) {
            listed |= value.equals(label);
        }
        return switch (expression.path("operator").asText()) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            case "Exists" -> !label.isMissingNode();
            case "DoesNotExist" -> label.isMissingNode();
            default -> true;
        };
    }
}
