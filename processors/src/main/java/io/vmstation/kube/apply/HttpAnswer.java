package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a server answered well.
 *
 * @param json the body
 * @param warnings in the words of the server
 */
record HttpAnswer(ObjectNode json, List<String> warnings) {
    HttpAnswer {
        warnings = List.copyOf(warnings);
    }

    /** Without what a Secret holds. */
    @Override
    public String toString() {
        return "an answer of kind " + json.path("kind").asText();
    }
}
