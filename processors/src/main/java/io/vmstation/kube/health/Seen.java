package io.vmstation.kube.health;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** An object as it was seen in the cluster, by the fields that rules ask for. */
record Seen(ObjectNode json) {
    Seen {
        requireNonNull(json, "json is null");
    }

    /**
     * A condition of its status.
     *
     * @param type such as {@code Ready}
     * @param status {@code True}, {@code False} or {@code Unknown}
     */
    record Condition(String type, String status, String reason, String message) {
        boolean isTrue() {
            return status.equals("True");
        }

        boolean isFalse() {
            return status.equals("False");
        }

        /** For people: the message, or at least the reason. */
        String words() {
            return message.isBlank()
                    ? (reason.isBlank() ? type + " is " + status : reason)
                    : message;
        }
    }

    /** A number at a JSON pointer. */
    int number(String pointer, int missing) {
        JsonNode found = json.at(pointer);
        return found.canConvertToInt() ? found.intValue() : missing;
    }

    /** A text at a JSON pointer; empty when there is none. */
    String text(String pointer) {
        return json.at(pointer).asText("");
    }

    boolean has(String pointer) {
        JsonNode found = json.at(pointer);
        return !found.isMissingNode() && !found.isNull();
    }

    String kind() {
        return text("/kind");
    }

    String name() {
        return text("/metadata/name");
    }

    String namespace() {
        return text("/metadata/namespace");
    }

    Stream<Condition> conditions() {
        return elements("/status/conditions")
                .map(
                        it ->
                                new Condition(
                                        it.path("type").asText(""),
                                        it.path("status").asText(""),
                                        it.path("reason").asText(""),
                                        it.path("message").asText("")));
    }

    Optional<Condition> condition(String type) {
        return conditions().filter(it -> it.type().equals(type)).findFirst();
    }

    boolean hasTrue(String type) {
        return condition(type).filter(Condition::isTrue).isPresent();
    }

    Stream<JsonNode> elements(String pointer) {
        return StreamSupport.stream(json.at(pointer).spliterator(), false);
    }
}
