package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The kinds that the files define themselves. */
final class CustomKinds {
    private final Map<String, Definition> byName = new LinkedHashMap<>();

    /**
     * One kind.
     *
     * @param versions those that are served
     */
    record Definition(boolean namespaced, Set<String> versions) {}

    CustomKinds(List<Document> documents) {
        for (Document document : documents) {
            if (document.text("kind").equals("CustomResourceDefinition")) {
                Set<String> versions = new TreeSet<>();
                for (JsonNode version : document.value("spec", "versions")) {
                    if (version.path("served").asBoolean(false)) {
                        versions.add(version.path("name").asText());
                    }
                }
                byName.put(
                        document.text("spec", "group")
                                + "/"
                                + document.text("spec", "names", "kind"),
                        new Definition(
                                document.text("spec", "scope").equals("Namespaced"), versions));
            }
        }
    }

    /** The definition of a kind, if a file has it. */
    Optional<Definition> find(String apiVersion, String kind) {
        return Optional.ofNullable(byName.get(BuiltInKinds.group(apiVersion) + "/" + kind));
    }
}
