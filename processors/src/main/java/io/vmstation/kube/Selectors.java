package io.vmstation.kube;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Matches labels as the API server does (API conventions, "Label selector"). */
final class Selectors {
    private Selectors() {}

    /** Whether a selector takes these labels; an empty one takes all, an absent one none. */
    static boolean matches(
            @Nullable LabelSelector selector, @Nullable Map<String, String> objectLabels) {
        if (selector == null) {
            return false;
        }
        Map<String, String> labels = objectLabels == null ? Map.of() : objectLabels;
        Map<String, String> wanted = selector.getMatchLabels();
        return (wanted == null || labels.entrySet().containsAll(wanted.entrySet()))
                && selector.getMatchExpressions().stream().allMatch(term -> matches(term, labels));
    }

    private static boolean matches(LabelSelectorRequirement term, Map<String, String> labels) {
        return matches(
                term.getOperator(),
                term.getValues(),
                Optional.ofNullable(labels.get(term.getKey())));
    }

    /** Whether a label, or its absence, is what an operator of a requirement asks for. */
    static boolean matches(String operator, List<String> values, Optional<String> label) {
        return switch (operator) {
            case "In" -> label.filter(values::contains).isPresent();
            case "NotIn" -> label.filter(values::contains).isEmpty();
            case "Exists" -> label.isPresent();
            case "DoesNotExist" -> label.isEmpty();
            case "Gt" -> label.filter(text -> compare(text, values) > 0).isPresent();
            case "Lt" -> label.filter(text -> compare(text, values) < 0).isPresent();
            default -> false;
        };
    }

    private static int compare(String text, List<String> values) {
        try {
            return Long.compare(Long.parseLong(text), Long.parseLong(values.get(0)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return 0;
        }
    }
}
