package io.vmstation.kube.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.apply.ManagedFields.Entry;
import io.vmstation.kube.reconcile.FieldDifference;
import io.vmstation.kube.reconcile.Marks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes fields that people set by hand ours, so that one that the files no longer have goes away:
 * server-side apply takes away only what belonged to nobody but us.
 */
final class TakeOver {
    /**
     * By what people change objects by hand. Not here: what acts for a reason of its own, such as
     * Helm, controllers and autoscalers, and {@code kubectl rollout}, whose restarts are to stay.
     */
    private static final Set<String> HANDS =
            Set.of(
                    "before-first-apply",
                    "dashboard",
                    "k9s",
                    "kubectl",
                    "kubectl-annotate",
                    "kubectl-client-side-apply",
                    "kubectl-create",
                    "kubectl-edit",
                    "kubectl-label",
                    "kubectl-last-applied",
                    "kubectl-patch",
                    "kubectl-replace",
                    "kubectl-set",
                    // Lens and its kin, by the library that they ask with.
                    "Lens",
                    "OpenLens",
                    "node-fetch");

    /** They own all that an object was made with, defaults of the server among it. */
    private static final Set<String> MAKERS =
            Set.of("before-first-apply", "kubectl-client-side-apply", "kubectl-create");

    private static final FieldPath STATUS = FieldPath.of("status");
    private static final String POINTER_TO_LAST_APPLIED =
            "/metadata/annotations/" + SecretMask.LAST_APPLIED.replace("/", "~1");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode live;
    private final List<FieldPath> left;
    private final ManagedFields managed;

    /**
     * @param left what stays with whom it belongs to
     */
    TakeOver(ObjectNode live, Collection<FieldPath> left) {
        this.live = live;
        this.left = Stream.concat(left.stream(), Stream.of(STATUS)).toList();
        this.managed = ManagedFields.of(live);
    }

    /** Whether this field manager gives way to us without being asked. */
    static boolean givesWay(String manager) {
        return HANDS.contains(manager) || manager.equals(Marks.SLEEP_MANAGER);
    }

    /** Whether there is anything to take over. */
    boolean due() {
        return lastApplied().isPresent() || managed.entries().stream().anyMatch(this::taken);
    }

    /** From whom; not empty when it is due. */
    String from() {
        return Stream.concat(
                        managed.entries().stream().filter(this::taken).map(Entry::manager),
                        lastApplied().map(text -> "kubectl-client-side-apply").stream())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private Optional<String> lastApplied() {
        return Wanted.annotation(live, SecretMask.LAST_APPLIED);
    }

    private boolean taken(Entry entry) {
        boolean hand =
                HANDS.contains(entry.manager())
                        || (entry.manager().equals(Marks.FIELD_MANAGER)
                                && entry.operation().equals("Update"));
        return hand && entry.subresource().isEmpty() && !moved(entry).isEmpty();
    }

    private ObjectNode moved(Entry entry) {
        ObjectNode fields = fields(entry);
        left.forEach(path -> FieldSet.remove(fields, path));
        return fields;
    }

    private static ObjectNode fields(Entry entry) {
        return entry.fields() instanceof ObjectNode fields
                ? fields.deepCopy()
                : JsonNodeFactory.instance.objectNode();
    }

    /** The JSON patch that does it; refused by the server if the object has changed since. */
    String patch() {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        operation(patch, "replace", "/metadata/managedFields").set("value", entries());
        operation(patch, "replace", "/metadata/resourceVersion")
                .set("value", live.path("metadata").path("resourceVersion"));
        if (lastApplied().isPresent()) {
            operation(patch, "remove", POINTER_TO_LAST_APPLIED);
        }
        return patch.toString();
    }

    private static ObjectNode operation(ArrayNode patch, String what, String pointer) {
        return patch.addObject().put("op", what).put("path", pointer);
    }

    private ArrayNode entries() {
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        ObjectNode ours = ours();
        ObjectNode fields = ours.withObject("/fieldsV1");
        for (Entry entry : managed.entries()) {
            if (entry.ours()) {
                continue;
            }
            if (taken(entry)) {
                FieldSet.add(fields, moved(entry));
                ObjectNode rest = fields(entry);
                FieldSet.retain(rest, left);
                if (!rest.isEmpty()) {
                    entries.add(entry.json().deepCopy().set("fieldsV1", rest));
                }
            } else {
                entries.add(entry.json().deepCopy());
            }
        }
        FieldSet.remove(fields, FieldPath.of("metadata", "annotations", SecretMask.LAST_APPLIED));
        return fields.isEmpty() ? entries : entries.insert(0, ours);
    }

    private ObjectNode ours() {
        Optional<Entry> known = managed.entries().stream().filter(Entry::ours).findFirst();
        Optional<Entry> from =
                known.or(() -> managed.entries().stream().filter(this::taken).findFirst());
        ObjectNode ours =
                from.map(entry -> entry.json().deepCopy())
                        .orElseGet(JsonNodeFactory.instance::objectNode);
        if (known.isEmpty()) {
            ours.put("manager", Marks.FIELD_MANAGER)
                    .put("operation", "Apply")
                    .put(
                            "apiVersion",
                            ours.path("apiVersion").asText(live.path("apiVersion").asText()))
                    .put("fieldsType", "FieldsV1")
                    .set("fieldsV1", ours.objectNode());
        }
        return ours;
    }

    /**
     * What it will change, as far as that can be told before: who owns, and which fields go away
     * that were set on purpose.
     *
     * @param document what will be applied
     */
    List<FieldDifference> preview(ObjectNode document) {
        List<FieldDifference> preview = new ArrayList<>();
        ObjectNode then = live.deepCopy();
        for (Entry entry : managed.entries()) {
            if (taken(entry) && !MAKERS.contains(entry.manager())) {
                FieldSet.removeValues(then, moved(entry), document);
            }
        }
        lastApplied()
                .flatMap(TakeOver::parsed)
                .ifPresent(text -> dropUnwanted(text, document, then));
        if (then.path("metadata").path("annotations") instanceof ObjectNode annotations) {
            annotations.remove(SecretMask.LAST_APPLIED);
        }
        preview.add(
                new FieldDifference(
                        "metadata.managedFields",
                        Optional.of(JSON.valueToTree(from()).toString()),
                        Optional.of(JSON.valueToTree(Marks.FIELD_MANAGER).toString()),
                        Optional.of(from())));
        preview.addAll(Differences.between(live, then, left));
        return preview;
    }

    private static Optional<ObjectNode> parsed(String text) {
        try {
            return JSON.readTree(text) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** What client-side apply was given, and we are not. */
    private static void dropUnwanted(ObjectNode given, ObjectNode document, ObjectNode then) {
        for (Map.Entry<String, JsonNode> field : List.copyOf(given.properties())) {
            JsonNode wanted = document.get(field.getKey());
            if (field.getValue() instanceof ObjectNode below
                    && then.get(field.getKey()) instanceof ObjectNode thenBelow) {
                ObjectNode wantedBelow =
                        wanted instanceof ObjectNode object ? object : document.objectNode();
                dropUnwanted(below, wantedBelow, thenBelow);
                if (wanted == null && thenBelow.isEmpty()) {
                    then.remove(field.getKey());
                }
            } else if (wanted == null) {
                then.remove(field.getKey());
            }
        }
    }
}
