package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.Marks;
import java.util.List;
import java.util.Optional;

/**
 * A hash of an object as it is in the cluster, of all that could make it differ from what is
 * wanted: as long as it stays the same, nobody needs to compare again.
 */
final class Fingerprint {
    private Fingerprint() {}

    /**
     * Of that object, but for its status, what the server counts, when fields were set, fields that
     * are somebody else's, and what controllers have added, such as the number of a rollout.
     */
    static String of(ObjectNode live, Wanted wanted) {
        ObjectNode copy = wanted.ignored().without(live);
        copy.remove("status");
        for (ManagedFields.Entry entry : ManagedFields.of(live).entries()) {
            if (!counts(entry) && entry.fields() instanceof ObjectNode fields) {
                FieldSet.removeValues(copy, fields, wanted.base());
            }
        }
        if (copy.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("resourceVersion", "generation", "selfLink"));
            managers(live, metadata);
        }
        return CanonicalJson.hash(copy);
    }

    private static void managers(ObjectNode live, ObjectNode metadata) {
        ArrayNode managers = metadata.putArray("managedFields");
        for (ManagedFields.Entry entry : ManagedFields.of(live).entries()) {
            if (counts(entry)) {
                ObjectNode copy = entry.json().deepCopy();
                copy.remove("time");
                dropStatus(copy.path("fieldsV1"));
                managers.add(copy);
            }
        }
    }

    /** What others own besides matters only where it is also ours, and then ours changes. */
    private static boolean counts(ManagedFields.Entry entry) {
        boolean known =
                entry.manager().equals(Marks.FIELD_MANAGER) || TakeOver.givesWay(entry.manager());
        return known && entry.subresource().isEmpty();
    }

    private static void dropStatus(JsonNode fields) {
        Optional.of(fields)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .ifPresent(all -> all.remove("f:status"));
    }
}
