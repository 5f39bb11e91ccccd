package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * Makes a ConfigMap of each dashboard of Grafana, {@code dashboard-<uid>}, with the label by which
 * its sidecar finds it. A sub folder is the folder in Grafana.
 *
 * <p>One that is too large for a ConfigMap loses its white space, and is a problem if that does not
 * help: neither Grafana nor the sidecar unpacks anything.
 */
final class Dashboards {
    private static final Pattern UID = Pattern.compile("[A-Za-z0-9_-]{1,40}");
    private static final Pattern LOWER = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    private final String folder;
    private final String namespace;
    private final FileProblems problems;
    private final Map<String, String> uids = new HashMap<>();
    private final Map<String, String> titles = new HashMap<>();

    /**
     * @param folder of the dashboards
     * @param namespace of the ConfigMaps
     */
    Dashboards(String folder, String namespace, FileProblems problems) {
        this.folder = folder;
        this.namespace = namespace;
        this.problems = problems;
    }

    /** The ConfigMaps of all dashboards. */
    List<Document> read(SortedMap<String, SourceFile> files) {
        List<Document> found = new ArrayList<>();
        for (SourceFile file : files.values()) {
            if (file.name().endsWith(".json") && !file.isHidden()) {
                new FileReader(problems)
                        .text(file)
                        .flatMap(text -> configMap(file, text))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<Document> configMap(SourceFile file, String text) {
        List<YamlTree.Root> roots = new JsonDocuments(problems).read(text, file.origin());
        if (roots.isEmpty()) {
            return Optional.empty();
        }
        if (roots.size() > 1 || !(roots.get(0).json() instanceof ObjectNode dashboard)) {
            problems.report(file.origin(), "is no dashboard: one JSON object is expected");
            return Optional.empty();
        }
        String uid = dashboard.path("uid").asText();
        if (!isWhole(file, dashboard, uid)) {
            return Optional.empty();
        }
        String fitting = fitting(file, text);
        String place = place(file);
        return Optional.of(
                ConfigMapText.document(
                        "dashboard-" + name(uid),
                        namespace,
                        Map.of("grafana_dashboard", "1"),
                        place.isEmpty() ? Map.of() : Map.of("grafana_folder", place),
                        Map.of(uid + ".json", fitting),
                        file.origin()));
    }

    private boolean isWhole(SourceFile file, ObjectNode dashboard, String uid) {
        if (dashboard.has("dashboard") && dashboard.has("meta")) {
            problems.report(
                    file.origin(),
                    "is an answer of Grafana's API: keep only what stands under `dashboard`");
            return false;
        }
        if (!dashboard.path("__inputs").isEmpty()) {
            problems.report(
                    file.origin(),
                    "was exported for sharing, __inputs ask for data sources: export it without"
                            + " that, or name the data sources and remove __inputs");
        }
        if (!UID.matcher(uid).matches()) {
            problems.report(
                    file.origin(),
                    uid.isEmpty()
                            ? "has no uid: add `\"uid\": \"%s\"`"
                                    .formatted(file.name().replaceFirst("\\.json$", ""))
                            : "has the uid \"%s\": at most 40 letters, digits, dashes and underscores are expected"
                                    .formatted(uid));
            return false;
        }
        String title = dashboard.path("title").asText();
        if (title.isBlank()) {
            problems.report(file.origin(), "has no title: add `\"title\": \"...\"`");
        } else {
            once(titles, place(file) + "/" + title, file, "title \"" + title + "\"");
        }
        once(uids, uid, file, "uid \"" + uid + "\"");
        return true;
    }

    /** Grafana saves no dashboard at all of a folder that has a uid or a title twice. */
    private void once(Map<String, String> first, String value, SourceFile file, String what) {
        String earlier = first.putIfAbsent(value, file.origin());
        if (earlier != null) {
            problems.report(
                    file.origin(), "has the %s, as %s has: change one".formatted(what, earlier));
        }
    }

    private String place(SourceFile file) {
        String beneath = file.folder().substring(folder.length());
        return beneath.startsWith("/") ? beneath.substring(1) : beneath;
    }

    /** The uid as the name of an object; what it loses thereby is made up for by a hash. */
    private static String name(String uid) {
        if (LOWER.matcher(uid).matches()) {
            return uid;
        }
        String plain = uid.toLowerCase(Locale.ROOT).replace('_', '-').replaceAll("^-+|-+$", "");
        String hash = Revision.hash(uid.getBytes(StandardCharsets.UTF_8)).substring(0, 6);
        return plain.isEmpty() ? hash : plain + "-" + hash;
    }

    private String fitting(SourceFile file, String text) {
        if (ConfigMapText.bytes(text) <= ConfigMapText.MOST_BYTES) {
            return text;
        }
        String shorter = withoutSpace(text);
        if (ConfigMapText.bytes(shorter) > ConfigMapText.MOST_BYTES) {
            problems.report(
                    file.origin(),
                    "is %d bytes long even without white space, and a ConfigMap may hold %d: split the dashboard"
                            .formatted(ConfigMapText.bytes(shorter), ConfigMapText.MOST_BYTES));
        }
        return shorter;
    }

    /** Byte for byte the same JSON, but for the white space outside of texts. */
    private static String withoutSpace(String json) {
        StringBuilder shorter = new StringBuilder(json.length());
        boolean inside = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inside && c == '\\') {
                shorter.append(c).append(json.charAt(++i));
                continue;
            }
            if (c == '"') {
                inside = !inside;
            }
            if (inside || !Character.isWhitespace(c)) {
                shorter.append(c);
            }
        }
        return shorter.toString();
    }
}
