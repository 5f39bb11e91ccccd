package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vmstation.stack.Manifests.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every manifest is what the API of Kubernetes takes, by two models that know nothing of each
 * other.
 */
class ManifestsSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyFieldIsKnownToTheModelsOfTheClient() {
        List<String> unknown = new ArrayList<>();
        int seen = 0;
        for (Found one : Manifests.all()) {
            if (isOfKubernetes(one)) {
                unknown.addAll(unknownToClient(one.file(), one.object()));
                seen++;
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(seen).isGreaterThan(60);
    }

    @Test
    void theModelsOfTheClientSeeAWrongFieldAndAWrongType() {
        JsonNode wrong =
                Manifests.yaml(
                        """
                        apiVersion: v1
                        kind: Service
                        metadata: {name: a}
                        spec: {selectr: {a: b}, ports: [{port: 1}]}
                        """);
        assertThat(unknownToClient("a", wrong)).containsExactly("a: unknown field /spec/selectr");
        JsonNode type =
                Manifests.yaml("{apiVersion: v1, kind: Service, spec: {ports: [{port: http}]}}");
        assertThat(unknownToClient("a", type)).singleElement().asString().contains("port");
    }

    @Test
    void everyObjectIsRightByTheTypesOfKubernetesAndItsExtensions() throws Exception {
        List<Found> all = Manifests.all();
        assertThat(all)
                .extracting(Found::kind)
                .contains("Application", "PodMonitor", "Kustomization");
        assertThat(checked(all)).isEmpty();
    }

    @Test
    void whatKustomizeMakesIsRightToo() throws Exception {
        String kubectl = StackTools.kubectl();
        List<Found> all = new ArrayList<>();
        Manifests.kustomizations()
                .forEach(
                        folder ->
                                Manifests.documents(
                                                StackTools.run(
                                                        "",
                                                        List.of(
                                                                kubectl,
                                                                "kustomize",
                                                                folder.toString())))
                                        .forEach(
                                                one -> all.add(new Found(folder.toString(), one))));
        assertThat(checked(all)).isEmpty();
    }

    @Test
    void theCheckOfTypesSeesWhatIsWrong() throws Exception {
        Found wrong =
                new Found(
                        "a",
                        Manifests.yaml(
                                """
                                apiVersion: apps/v1
                                kind: DaemonSet
                                metadata: {name: a, labelz: {}}
                                spec:
                                  selector: {}
                                  template:
                                    spec:
                                      containers:
                                        - name: b
                                          imagee: c
                                          resources: {limits: {memory: 1Gb}}
                                """));
        assertThat(checked(List.of(wrong)))
                .contains("/metadata/labelz: unknown field")
                .contains("/spec/template/spec/containers/0/imagee: unknown field")
                .contains("limits/memory: format");
    }

    private static boolean isOfKubernetes(Found one) {
        String version = one.object().path("apiVersion").asText();
        return !version.contains("/") || version.equals("apps/v1") || version.contains(".k8s.io/");
    }

    private static String checked(List<Found> all) throws Exception {
        ArrayNode objects = JSON.createArrayNode();
        for (Found one : all) {
            objects.addObject().put("where", one.file()).set("object", one.object());
        }
        return StackTools.run(
                JSON.writeValueAsString(objects),
                List.of(
                        StackTools.debian("node", "nodejs"),
                        Manifests.ROOT.resolve("it/lab/stack/check-manifests.mjs").toString(),
                        StackTools.modules().toString()));
    }

    /** What the classes of the client have no place for, and what does not fit. */
    private static List<String> unknownToClient(String where, JsonNode object) {
        try {
            Object model =
                    new KubernetesSerialization()
                            .unmarshal(JSON.writeValueAsString(object), HasMetadata.class);
            List<String> found = new ArrayList<>();
            walk(model, where, "", found);
            return found;
        } catch (Exception e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return List.of(where + ": " + cause.getMessage());
        }
    }

    /** Looks into every bean for what it has kept only because it did not know it. */
    private static void walk(Object model, String where, String path, List<String> found)
            throws ReflectiveOperationException {
        if (model instanceof Map<?, ?> map) {
            for (var entry : map.entrySet()) {
                walk(entry.getValue(), where, path + "/" + entry.getKey(), found);
            }
        } else if (model instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                walk(list.get(i), where, path + "/" + i, found);
            }
        } else if (model != null && model.getClass().getName().startsWith("io.fabric8.")) {
            for (var method : model.getClass().getMethods()) {
                if (method.getParameterCount() > 0
                        || method.isAnnotationPresent(
                                com.fasterxml.jackson.annotation.JsonIgnore.class)) {
                    if (method.getParameterCount() > 0
                            || !method.isAnnotationPresent(JsonAnyGetter.class)) {
                        continue;
                    }
                }
                var property =
                        method.getAnnotation(com.fasterxml.jackson.annotation.JsonProperty.class);
                if (method.isAnnotationPresent(JsonAnyGetter.class)) {
                    if (method.invoke(model) instanceof Map<?, ?> rest
                            && !model.getClass().getSimpleName().equals("Quantity")) {
                        rest.keySet()
                                .forEach(
                                        key ->
                                                found.add(
                                                        "%s: unknown field %s/%s"
                                                                .formatted(where, path, key)));
                    }
                } else if (property != null) {
                    walk(method.invoke(model), where, path + "/" + property.value(), found);
                }
            }
        }
    }
}
