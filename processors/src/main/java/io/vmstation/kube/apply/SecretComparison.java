package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.apply.FieldPath.Field;
import io.vmstation.kube.apply.FieldPath.Step;
import io.vmstation.kube.apply.FieldPath.Value;
import io.vmstation.kube.reconcile.GeneratedKeys;
import io.vmstation.kube.reconcile.ObjectKey;
import java.util.Map;
import java.util.Optional;

/**
 * Tells without a request and without a recorded hash whether a Secret is in order. A hash of what
 * it holds must not stand in a ConfigMap, which more people may read: a short password could be
 * guessed by it.
 */
final class SecretComparison {
    private SecretComparison() {}

    /** Whether it is an object that holds secrets. */
    static boolean secret(ObjectKey key) {
        return key.kind().equals("Secret") && key.group().isEmpty();
    }

    /** Whether applying would change nothing; false as well when only the server can tell. */
    static boolean inOrder(Wanted wanted, ObjectNode live, GeneratedKeys generated) {
        ObjectNode document = wanted.document(Optional.of(live), generated);
        return within(document, live)
                && ManagedFields.of(live).entries().stream()
                        .filter(ManagedFields.Entry::ours)
                        .allMatch(entry -> needed(entry.fields(), document))
                && !TakingOver.due(wanted, live);
    }

    private static boolean within(JsonNode wanted, JsonNode live) {
        return wanted.isObject()
                ? live.isObject()
                        && wanted.properties().stream()
                                .allMatch(f -> within(f.getValue(), live.path(f.getKey())))
                : wanted.equals(live);
    }

    /** Whether all these fields are still wanted; one that is not would be taken away. */
    private static boolean needed(JsonNode fields, JsonNode wanted) {
        for (Map.Entry<String, JsonNode> child : fields.properties()) {
            if (!child.getKey().equals(".") && !needed(child.getKey(), child.getValue(), wanted)) {
                return false;
            }
        }
        return true;
    }

    private static boolean needed(String name, JsonNode below, JsonNode wanted) {
        Step step = ManagedFields.step(name).orElse(null);
        if (step instanceof Field field) {
            return wanted.has(field.name()) && needed(below, wanted.get(field.name()));
        }
        return step instanceof Value value
                && wanted.valueStream().anyMatch(item -> item.equals(value.value()));
    }
}
