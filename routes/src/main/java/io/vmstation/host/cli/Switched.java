package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What somebody did with the power of a node.
 *
 * @param node as the API tells of it
 */
record Switched(JsonNode node, Times times) {

    /** The latest order that its BMC took, unless the node was woken or put to sleep since. */
    Optional<String> sentence() {
        return StreamSupport.stream(node.path("powers").spliterator(), false)
                .filter(order -> order.path("outcome").asText().equals("ordered"))
                .findFirst()
                .filter(this::isLatest)
                .map(this::sentence);
    }

    private boolean isLatest(JsonNode order) {
        String began = order.path("began").asText();
        return Stream.of("wakes", "sleeps")
                .map(stories -> node.path(stories).path(0).path("began").asText())
                .allMatch(other -> other.compareTo(began) < 0);
    }

    private String sentence(JsonNode order) {
        String source = order.path("source").asText("somebody");
        String who =
                switch (order.path("cause").asText()) {
                    case "api" -> source + " asked the API";
                    case "command-line" -> source + " typed vmstation power";
                    default -> source + " asked (" + order.path("cause").asText() + ")";
                };
        String what =
                switch (order.path("action").asText()) {
                    case "on" -> "was switched on";
                    case "soft-off" -> "was asked to shut down";
                    case "cycle" -> "was switched off and on again";
                    default -> "was switched off";
                };
        return "It %s by its BMC at %s because %s (power %s)."
                .formatted(
                        what,
                        times.at(order.path("ended").asText()),
                        who,
                        order.path("id").asText());
    }
}
