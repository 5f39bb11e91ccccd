package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.apply.FieldPath.Field;
import io.vmstation.kube.apply.FieldPath.Index;
import io.vmstation.kube.apply.FieldPath.Step;
import io.vmstation.kube.apply.FieldPath.Value;
import io.vmstation.kube.reconcile.FieldDifference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What differs between an object as it is and as it would be, but for what the server keeps for
 * itself. Items of lists are told apart as server-side apply does.
 */
final class Differences {
    /** What nobody wants, so that it cannot differ from that. */
    private static final List<FieldPath> KEPT_BY_SERVER =
            List.of(
                    FieldPath.of("status"),
                    FieldPath.of("metadata", "resourceVersion"),
                    FieldPath.of("metadata", "generation"),
                    FieldPath.of("metadata", "managedFields"),
                    FieldPath.of("metadata", "creationTimestamp"),
                    FieldPath.of("metadata", "uid"),
                    FieldPath.of("metadata", "selfLink"));

    private static final List<String> BY_NAME = List.of("name");

    private final ManagedFields liveFields;
    private final ManagedFields wantedFields;
    private final Collection<FieldPath> ignored;
    private final List<FieldDifference> found = new ArrayList<>();

    private Differences(ObjectNode live, ObjectNode wanted, Collection<FieldPath> ignored) {
        this.liveFields = ManagedFields.of(live);
        this.wantedFields = ManagedFields.of(wanted);
        this.ignored = ignored;
    }

    /**
     * Compares.
     *
     * @param ignored places where they may differ
     * @return in the order of the fields, masked and shortened
     */
    static List<FieldDifference> between(
            ObjectNode live, ObjectNode wanted, Collection<FieldPath> ignored) {
        Differences differences = new Differences(live, wanted, ignored);
        SecretMask.Pair masked = SecretMask.of(live, wanted);
        differences.compare(FieldPath.ROOT, masked.live(), masked.wanted());
        return List.copyOf(differences.found);
    }

    private void compare(FieldPath path, @Nullable JsonNode live, @Nullable JsonNode wanted) {
        if (same(live, wanted) || leftOut(path)) {
            return;
        }
        if (live != null && wanted != null && live.isObject() && wanted.isObject()) {
            fields(path, live, wanted);
        } else if (live != null && wanted != null && live.isArray() && wanted.isArray()) {
            items(path, live, wanted);
        } else if (tree(live) && tree(wanted) && ignored.stream().anyMatch(path::contains)) {
            fields(path, live, wanted);
        } else {
            differ(path, live, wanted);
        }
    }

    private boolean leftOut(FieldPath path) {
        return KEPT_BY_SERVER.contains(path)
                || ignored.stream().anyMatch(place -> place.contains(path));
    }

    private static boolean tree(@Nullable JsonNode node) {
        return node == null || node.isObject();
    }

    private void fields(FieldPath path, @Nullable JsonNode live, @Nullable JsonNode wanted) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode side : new @Nullable JsonNode[] {wanted, live}) {
            if (side != null) {
                side.fieldNames().forEachRemaining(names::add);
            }
        }
        for (String name : names) {
            compare(path.field(name), child(live, name), child(wanted, name));
        }
    }

    private static @Nullable JsonNode child(@Nullable JsonNode node, String name) {
        return node == null ? null : node.get(name);
    }

    private void items(FieldPath path, JsonNode live, JsonNode wanted) {
        int before = found.size();
        Map<Step, JsonNode> liveItems = byStep(path, live, wanted);
        Map<Step, JsonNode> wantedItems = byStep(path, wanted, live);
        Set<Step> steps = new LinkedHashSet<>(wantedItems.keySet());
        steps.addAll(liveItems.keySet());
        for (Step step : steps) {
            compare(path.then(step), liveItems.get(step), wantedItems.get(step));
        }
        boolean sameItems = liveItems.keySet().equals(wantedItems.keySet());
        if (found.size() == before
                && sameItems
                && !List.copyOf(liveItems.keySet()).equals(List.copyOf(wantedItems.keySet()))) {
            // Only their order differs, which matters to some, such as variables that use others.
            differ(path, live, wanted);
        }
    }

    private Map<Step, JsonNode> byStep(FieldPath path, JsonNode list, JsonNode other) {
        Optional<List<String>> keys =
                wantedFields
                        .keys(path)
                        .or(() -> liveFields.keys(path))
                        .or(() -> Optional.of(BY_NAME));
        if (tellApart(list, keys.orElseThrow()) && tellApart(other, keys.orElseThrow())) {
            return byStep(
                    list, item -> FieldPath.item(item, keys.orElseThrow()).orElse(new Value(item)));
        }
        if (wantedFields.set(path) || liveFields.set(path)) {
            return byStep(list, Value::new);
        }
        int[] index = {0};
        return byStep(list, item -> new Index(index[0]++));
    }

    private static Map<Step, JsonNode> byStep(JsonNode list, Function<JsonNode, Step> step) {
        Map<Step, JsonNode> items = new LinkedHashMap<>();
        for (JsonNode item : list) {
            items.put(step.apply(item), item);
        }
        return items;
    }

    private static boolean tellApart(JsonNode list, List<String> keys) {
        Set<Step> seen = new LinkedHashSet<>();
        for (JsonNode item : list) {
            Optional<Step> step = FieldPath.item(item, keys);
            if (step.isEmpty() || !seen.add(step.get())) {
                return false;
            }
        }
        return true;
    }

    private void differ(FieldPath path, @Nullable JsonNode live, @Nullable JsonNode wanted) {
        found.add(
                new FieldDifference(
                        path.toString(),
                        Optional.ofNullable(live).map(ShownValue::of),
                        Optional.ofNullable(wanted).map(ShownValue::of),
                        liveFields.owner(nearest(path))));
    }

    /** Ownership of the item of a list that is one value is that of the list. */
    private static FieldPath nearest(FieldPath path) {
        List<Step> steps = path.steps();
        int end = steps.size();
        while (end > 0 && !(steps.get(end - 1) instanceof Field)) {
            end--;
        }
        boolean atomic = end < steps.size() && steps.get(end) instanceof Index;
        return atomic ? new FieldPath(steps.subList(0, end)) : path;
    }

    private static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        return one.equals(other);
    }
}
