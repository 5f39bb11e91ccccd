package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One page of a list. */
final class ListAnswer extends Answer {
    private static final long LONGEST_LIST = 64 << 20;

    private final Listing listing;
    private final Consumer<Listing> taker;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** What the pages before have brought. */
    static final class Listing {
        private final List<ObjectNode> items = new ArrayList<>();
        private long bytes;
        private String more = "";
        private String version = "";

        List<ObjectNode> items() {
            return items;
        }

        /** Where the next page begins; empty after the last. */
        String more() {
            return more;
        }

        /** Of the cluster, as of which the list is. */
        String version() {
            return version;
        }
    }

    /**
     * @param listing is added to
     * @param taker gets it after that
     */
    ListAnswer(Asker asker, Listing listing, Consumer<Listing> taker) {
        super(asker);
        this.listing = requireNonNull(listing, "listing is null");
        this.taker = requireNonNull(taker, "taker is null");
    }

    @Override
    void opened() {
        body.reset();
    }

    @Override
    void take(byte[] bytes) {
        listing.bytes += bytes.length;
        if (listing.bytes > LONGEST_LIST) {
            throw new ObjectStore.Full(LONGEST_LIST);
        }
        body.writeBytes(bytes);
    }

    @Override
    void ended() throws IOException {
        JsonNode page = JSON.readTree(body.toByteArray());
        for (JsonNode item : page.path("items")) {
            listing.items.add((ObjectNode) item);
        }
        listing.more = page.at("/metadata/continue").asText("");
        listing.version = page.at("/metadata/resourceVersion").asText("");
        taker.accept(listing);
    }
}
