package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.config.Suggestion;
import io.vmstation.kube.reconcile.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds out which object a document is, and brings it into the form that is compared. */
final class ManifestReading {
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern SEGMENT = Pattern.compile("[^/%]+");
    private static final Pattern API_VERSION =
            Pattern.compile("([a-z0-9][-a-z0-9.]*/)?v[0-9]+((alpha|beta)[0-9]+)?");
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final int LONGEST_NAME = 253;

    private final BuiltInKinds kinds;
    private final CustomKinds customKinds;
    private final String namespace;
    private final FileProblems problems;

    /**
     * @param namespace of objects that name none
     */
    ManifestReading(
            BuiltInKinds kinds, CustomKinds customKinds, String namespace, FileProblems problems) {
        this.kinds = kinds;
        this.customKinds = customKinds;
        this.namespace = namespace;
        this.problems = problems;
    }

    /** The object; nothing when it is not known which one, which was reported. */
    Optional<Manifest> read(Document document) {
        String apiVersion = word(document, "apiVersion");
        String kind = word(document, "kind");
        if (apiVersion.isEmpty() || kind.isEmpty() || !isServed(document, apiVersion, kind)) {
            return Optional.empty();
        }
        if (!(document.json().get("metadata") instanceof ObjectNode metadata)) {
            problems.report(document.at("metadata"), "is missing: add `metadata: {name: ...}`");
            return Optional.empty();
        }
        String group = BuiltInKinds.group(apiVersion);
        String name = name(document, group);
        Optional<String> place = namespace(document, apiVersion, kind, metadata);
        refuseLive(document, metadata);
        if (name.isEmpty() || place.isEmpty()) {
            return Optional.empty();
        }
        normalise(document, metadata);
        ObjectKey key = new ObjectKey(group, kind, place.get(), name);
        return Optional.of(new Manifest(document, key, apiVersion));
    }

    private String word(Document document, String key) {
        String text = document.text(key);
        if (text.isBlank()) {
            problems.report(
                    document.spot(),
                    "is no object of Kubernetes, it has no %s: add `%s: ...`, or move the file out of the folder"
                            .formatted(key, key));
        }
        return text.strip();
    }

    private boolean isServed(Document document, String apiVersion, String kind) {
        Spot spot = document.at("apiVersion");
        Optional<String> gone = GoneApis.remedy(apiVersion, kind);
        if (gone.isPresent()) {
            problems.report(spot, gone.get());
            return false;
        }
        String group = BuiltInKinds.group(apiVersion);
        boolean builtIn = !group.contains(".") || !kinds.kinds(apiVersion).isEmpty();
        if (!API_VERSION.matcher(apiVersion).matches()
                || (!group.contains(".") && kinds.kinds(apiVersion).isEmpty())) {
            String otherwise = "write such as apps/v1";
            problems.report(
                    spot,
                    "is %s, which is no API: %s"
                            .formatted(
                                    apiVersion,
                                    Suggestion.orElse(apiVersion, kinds.apis(), otherwise)));
            return false;
        }
        if (builtIn && kinds.model(apiVersion, kind).isEmpty()) {
            problems.report(
                    document.at("kind"),
                    "is %s, which is no kind of %s: %s"
                            .formatted(
                                    kind,
                                    apiVersion,
                                    Suggestion.orElse(
                                            kind,
                                            kinds.kinds(apiVersion),
                                            "known are "
                                                    + String.join(", ", kinds.kinds(apiVersion)))));
            return false;
        }
        return isDefined(document, apiVersion, kind);
    }

    private boolean isDefined(Document document, String apiVersion, String kind) {
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        Optional<CustomKinds.Definition> definition = customKinds.find(apiVersion, kind);
        if (definition.isPresent() && !definition.get().versions().contains(version)) {
            problems.report(
                    document.at("apiVersion"),
                    "is %s, which the CRD of %s does not serve: known are %s"
                            .formatted(
                                    apiVersion,
                                    kind,
                                    String.join(", ", definition.get().versions())));
            return false;
        }
        return true;
    }

    private String name(Document document, String group) {
        JsonNode name = document.value("metadata", "name");
        Spot spot = document.at("metadata", "name");
        if (document.value("metadata").has("generateName")) {
            problems.report(
                    document.at("metadata", "generateName"),
                    "would make a new object at each run: write `name: ...`");
            return "";
        }
        if (!name.isTextual() || name.textValue().isBlank()) {
            problems.report(
                    spot,
                    name.isMissingNode() || name.isNull() || name.asText().isBlank()
                            ? "is missing: add `name: ...`"
                            : "is no text: put it in quotes");
            return "";
        }
        Pattern pattern = group.equals(RBAC) ? SEGMENT : SUBDOMAIN;
        String text = name.textValue();
        if (!pattern.matcher(text).matches() || text.length() > LONGEST_NAME) {
            problems.report(
                    spot,
                    "is \"%s\", which is no name: lower case letters, digits, dashes and dots are expected"
                            .formatted(text));
            return "";
        }
        return text;
    }

    private Optional<String> namespace(
            Document document, String apiVersion, String kind, ObjectNode metadata) {
        JsonNode written = metadata.path("namespace");
        Optional<Boolean> namespaced =
                customKinds
                        .find(apiVersion, kind)
                        .map(CustomKinds.Definition::namespaced)
                        .or(() -> kinds.namespaced(apiVersion, kind));
        if (!written.isMissingNode() && !written.isNull() && !written.isTextual()) {
            problems.report(document.at("metadata", "namespace"), "is no text: put it in quotes");
            return Optional.empty();
        }
        String text = written.asText("").equals("null") ? "" : written.asText("");
        if (namespaced.isEmpty()) {
            return Optional.of(text);
        }
        if (namespaced.get()) {
            String place = text.isEmpty() ? namespace : text;
            metadata.put("namespace", place);
            return Optional.of(place);
        }
        if (!text.isEmpty()) {
            problems.report(
                    document.at("metadata", "namespace"),
                    "is of no use, %s objects belong to the whole cluster: remove it"
                            .formatted(kind));
            return Optional.empty();
        }
        metadata.remove("namespace");
        return Optional.of("");
    }

    /** What somebody saved from a cluster would be applied against newer objects. */
    private void refuseLive(Document document, ObjectNode metadata) {
        for (String field : List.of("managedFields", "resourceVersion", "uid")) {
            if (metadata.hasNonNull(field)) {
                problems.report(
                        document.at("metadata", field),
                        "belongs to an object as a cluster has it: remove it");
            }
        }
    }

    /**
     * Without what the server sets itself. Text data of a Secret becomes data: the server never
     * shows it again, so that nobody could compare it.
     */
    private static void normalise(Document document, ObjectNode metadata) {
        ObjectNode json = document.json();
        json.remove("status");
        if (metadata.path("creationTimestamp").isNull()) {
            metadata.remove("creationTimestamp");
        }
        if (json.path("kind").asText().equals("Secret")
                && json.get("stringData") instanceof ObjectNode texts
                && texts.properties().stream().allMatch(text -> text.getValue().isTextual())
                && (json.path("data").isMissingNode() || json.path("data").isObject())) {
            ObjectNode data = json.withObjectProperty("data");
            for (Map.Entry<String, JsonNode> text : texts.properties()) {
                byte[] bytes = text.getValue().textValue().getBytes(StandardCharsets.UTF_8);
                data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
                document.lines()
                        .note(data, text.getKey(), document.lines().of(texts, text.getKey()));
            }
            json.remove("stringData");
        }
    }
}
