package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One object as it was read.
 *
 * @param spot where it begins
 * @param json all of it
 * @param lines where its fields stand
 * @param built whether a program has put it together, so that its lines are those of no file
 */
record Document(Spot spot, ObjectNode json, Lines lines, boolean built) {

    /** Where a field stands, or would: the nearest line that is known. */
    Spot at(Object... path) {
        return at(List.of(path));
    }

    /** Likewise. */
    Spot at(List<Object> path) {
        Spot found = beginning();
        JsonNode node = json;
        for (Object step : path) {
            found = found.child(step).at(built ? 0 : lines.of(node, step));
            node = step instanceof Integer index ? node.path(index) : node.path((String) step);
        }
        return found;
    }

    private Spot beginning() {
        return built ? new Spot(spot.file() + ": " + label(), 0, "") : spot;
    }

    /** The value at a path; missing when there is none. */
    JsonNode value(Object... path) {
        JsonNode node = json;
        for (Object step : path) {
            node = step instanceof Integer index ? node.path(index) : node.path((String) step);
        }
        return node;
    }

    /** The text at a path; empty when there is none. */
    String text(Object... path) {
        JsonNode value = value(path);
        return value.isTextual() ? value.textValue() : "";
    }

    /** For people, before anything is known of it: {@code Deployment grafana}. */
    String label() {
        return (text("kind") + " " + text("metadata", "name")).strip();
    }
}
