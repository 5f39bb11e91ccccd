package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.Marks;
import io.vmstation.kube.reconcile.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/**
 * An object that is known well enough to be checked.
 *
 * @param document all of it, and where it stands
 * @param key which one it is
 * @param apiVersion {@code apps/v1}
 */
record Manifest(Document document, ObjectKey key, String apiVersion) {

    String kind() {
        return key.kind();
    }

    String namespace() {
        return key.namespace();
    }

    ObjectNode json() {
        return document.json();
    }

    /** Whether the object says that somebody else makes what it needs. */
    boolean expects(String kind, String name) {
        return expectations().stream()
                .anyMatch(entry -> entry.equals(kind + "/" + name) || entry.equals(kind + "/*"));
    }

    /** What it says of that, entry by entry. */
    List<String> expectations() {
        String written = document.text("metadata", "annotations", Marks.EXPECTS);
        List<String> entries = new ArrayList<>();
        for (String entry : written.split(",", -1)) {
            if (!entry.isBlank()) {
                entries.add(entry.strip());
            }
        }
        return entries;
    }
}
