package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The events of a watch, one a line. */
final class WatchAnswer extends Answer {
    private static final int LONGEST_LINE = 8 << 20;

    private final Asker asker;
    private final Watcher watcher;
    private final Lines lines = new Lines(LONGEST_LINE, this::event);
    private boolean over;

    /** Who hears of the events. */
    interface Watcher {
        /** The server has taken the watch. */
        void opened();

        /**
         * An event.
         *
         * @param version of the cluster, as of which it is; empty when it does not say
         * @param object which; empty for a bookmark
         */
        void event(String version, Optional<ObjectNode> object, boolean gone);

        /** The server has ended the watch in order. */
        void ended();
    }

    WatchAnswer(Asker asker, Watcher watcher) {
        super(asker);
        this.asker = requireNonNull(asker, "asker is null");
        this.watcher = requireNonNull(watcher, "watcher is null");
    }

    @Override
    void opened() {
        watcher.opened();
    }

    @Override
    void take(byte[] bytes) {
        lines.add(bytes);
    }

    private void event(byte[] line) {
        if (over) {
            return;
        }
        JsonNode event = parsed(line);
        String type = event.path("type").asText("");
        JsonNode object = event.path("object");
        if (type.equals("ERROR")) {
            over = true;
            asker.refused(
                    object.path("code").asInt(500),
                    object.path("message").asText(""),
                    Optional.empty());
            return;
        }
        Optional<ObjectNode> seen =
                object instanceof ObjectNode found && !type.equals("BOOKMARK")
                        ? Optional.of(found)
                        : Optional.empty();
        watcher.event(
                object.at("/metadata/resourceVersion").asText(""), seen, type.equals("DELETED"));
    }

    private static JsonNode parsed(byte[] line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void ended() {
        watcher.ended();
    }
}
