package io.vmstation.kube.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.Marks;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** When we last changed an object, by its managedFields. */
final class LastApplied {
    private LastApplied() {}

    static Optional<Instant> of(ObjectNode object) {
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            if (entry.path("manager").asText().equals(Marks.FIELD_MANAGER)
                    && entry.path("operation").asText().equals("Apply")) {
                try {
                    return Optional.of(Instant.parse(entry.path("time").asText()));
                } catch (DateTimeException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
