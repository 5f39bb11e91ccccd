package io.vmstation.kube.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.Marks;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Tells whether somebody else has changed what we had applied: a field that we owned has another
 * value, and it was not an apply of ours that gave it. Status is nobody's field, and what others
 * add beside our fields is theirs.
 */
final class DriftRule {
    private DriftRule() {}

    /**
     * What somebody else has changed.
     *
     * @param fields which
     * @param by who, by managedFields
     */
    record Verdict(List<String> fields, Optional<String> by) {}

    /** Compares an object as it was with what it is now; both with managedFields. */
    static Optional<Verdict> judge(ObjectNode before, ObjectNode now) {
        Optional<JsonNode> ours = ours(before);
        List<String> changed =
                ours.map(it -> OwnedFields.changed(it.path("fieldsV1"), before, now))
                        .orElse(List.of());
        if (changed.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> foreign = newestForeign(before, now);
        boolean byUs = foreign.isEmpty() && !time(ours).equals(time(ours(now)));
        return byUs ? Optional.empty() : Optional.of(new Verdict(changed, foreign));
    }

    private static Optional<JsonNode> ours(ObjectNode object) {
        return entries(object).filter(DriftRule::isOurs).findFirst();
    }

    /**
     * Who of the others has just written; times are whole seconds, so any change of them counts.
     */
    private static Optional<String> newestForeign(ObjectNode before, ObjectNode now) {
        return entries(now)
                .filter(it -> !isOurs(it))
                .filter(
                        it ->
                                entries(before)
                                        .filter(old -> isSame(old, it))
                                        .noneMatch(old -> old.path("time").equals(it.path("time"))))
                .max(Comparator.comparing(it -> it.path("time").asText("")))
                .map(it -> it.path("manager").asText("somebody"));
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        return Stream.of("manager", "operation", "subresource", "apiVersion")
                .allMatch(field -> one.path(field).asText("").equals(other.path(field).asText("")));
    }

    private static boolean isOurs(JsonNode entry) {
        return entry.path("manager").asText("").equals(Marks.FIELD_MANAGER)
                && entry.path("operation").asText("").equals("Apply");
    }

    private static String time(Optional<JsonNode> entry) {
        return entry.map(it -> it.path("time").asText("")).orElse("");
    }

    /** Those that say who set what is wanted. */
    private static Stream<JsonNode> entries(ObjectNode object) {
        return StreamSupport.stream(object.at("/metadata/managedFields").spliterator(), false)
                .filter(it -> !it.path("subresource").asText("").equals("status"));
    }
}
