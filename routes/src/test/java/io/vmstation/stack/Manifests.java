package io.vmstation.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The manifests as they are in the tree. */
final class Manifests {
    static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").normalize();
    static final Path FOLDER = ROOT.resolve("manifests");

    private static final String KUSTOMIZATION = "kustomization.yaml";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifests() {}

    /** One object, and the file that it stands in, relative to the root. */
    record Found(String file, ObjectNode object) {
        String kind() {
            return object.path("kind").asText();
        }

        String name() {
            return object.at("/metadata/name").asText();
        }

        String key() {
            return "%s %s/%s".formatted(kind(), object.at("/metadata/namespace").asText(), name());
        }

        /** The pods that it makes; missing when it makes none. */
        JsonNode podTemplate() {
            return object.at("/spec/template");
        }

        /** The configuration that it holds. */
        ObjectNode configuration(String key) {
            String field = kind().equals("Secret") ? "stringData" : "data";
            return yaml(object.path(field).path(key).asText());
        }

        @Override
        public String toString() {
            return file;
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The documents of a text. */
    static List<ObjectNode> documents(String text) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setSchema(new CoreSchema())
                        .setCodePointLimit(64 * 1024 * 1024)
                        .build();
        List<ObjectNode> all = new ArrayList<>();
        for (Object one : new Load(settings).loadAllFromString(text)) {
            JsonNode json = JSON.valueToTree(one);
            if (json instanceof ObjectNode map) {
                all.add(map);
            } else if (!json.isNull()) {
                throw new AssertionError("no map: " + json);
            }
        }
        return all;
    }

    /** The one document of a text. */
    static ObjectNode yaml(String text) {
        List<ObjectNode> all = documents(text);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " documents in: " + text);
        }
        return all.get(0);
    }

    /** What a folder with a plain kustomization.yaml lists, read as VMStation does. */
    static List<Found> listed(Path folder) {
        return listed(folder, UnaryOperator.identity());
    }

    /** Likewise, with something done to each text before it is read. */
    static List<Found> listed(Path folder, UnaryOperator<String> before) {
        List<Found> all = new ArrayList<>();
        for (String entry : entries(folder)) {
            Path place = folder.resolve(entry).normalize();
            if (Files.isDirectory(place)) {
                all.addAll(listed(place, before));
            } else {
                documents(before.apply(text(place)))
                        .forEach(one -> all.add(new Found(name(place), one)));
            }
        }
        return all;
    }

    /** The resources of a kustomization. */
    static List<String> entries(Path folder) {
        List<String> all = new ArrayList<>();
        yaml(text(folder.resolve(KUSTOMIZATION)))
                .path("resources")
                .forEach(one -> all.add(one.asText()));
        return all;
    }

    /** The stack itself. */
    static List<Found> stack() {
        return listed(FOLDER);
    }

    /** All objects of all folders, those that are not applied by default too; no patches. */
    static List<Found> all() {
        List<Found> all = new ArrayList<>();
        for (Path file : files(FOLDER)) {
            String name = file.getFileName().toString();
            if (!name.equals(KUSTOMIZATION)
                    && !name.startsWith("patch-")
                    && !name.equals("prometheus-values.yaml")) {
                documents(text(file)).forEach(one -> all.add(new Found(name(file), one)));
            }
        }
        return all;
    }

    /** The folders below one that hold a kustomization.yaml. */
    static List<Path> kustomizations() {
        return files(FOLDER).stream()
                .filter(file -> file.endsWith(KUSTOMIZATION))
                .map(file -> Objects.requireNonNull(file.getParent(), "no folder"))
                .toList();
    }

    /** All YAML below a folder, in order. */
    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file relative to the root, with slashes. */
    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    /** The one object of a kind and name in the stack. */
    static Found one(String kind, String name) {
        List<Found> found =
                stack().stream()
                        .filter(one -> one.kind().equals(kind) && one.name().equals(name))
                        .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + kind + " " + name);
        }
        return found.get(0);
    }

    /** Those that make pods. */
    static List<Found> workloads() {
        return all().stream()
                .filter(
                        one ->
                                List.of("Deployment", "StatefulSet", "DaemonSet")
                                        .contains(one.kind()))
                .toList();
    }

    /** The containers of a workload, those that run first too. */
    static List<JsonNode> containers(Found workload) {
        List<JsonNode> all = new ArrayList<>();
        workload.podTemplate().at("/spec/initContainers").forEach(all::add);
        workload.podTemplate().at("/spec/containers").forEach(all::add);
        return all;
    }

    static List<String> texts(JsonNode list) {
        List<String> all = new ArrayList<>();
        list.forEach(one -> all.add(one.asText()));
        return all;
    }
}
