package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.config.Suggestion;
import io.vmstation.kube.desired.Pods.Container;
import io.vmstation.kube.reconcile.GeneratedKeys;
import io.vmstation.kube.reconcile.Marks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Finds names of objects, and of keys in them, that no file has. */
final class ReferenceCheck {
    /** The cluster makes these in every namespace. */
    private static final Set<String> ALWAYS_THERE =
            Set.of("ServiceAccount/default", "ConfigMap/kube-root-ca.crt");

    private static final Pattern OWN_ROLES =
            Pattern.compile("cluster-admin|admin|edit|view|system:.*");
    private static final Pattern EXPECTATION = Pattern.compile("[A-Z][A-Za-z0-9]*/(\\*|[^/*]+)");

    private final Known known;
    private final FileProblems problems;

    ReferenceCheck(Known known, FileProblems problems) {
        this.known = known;
        this.problems = problems;
    }

    void check() {
        for (Pods pods : known.pods()) {
            volumes(pods);
            pods.allContainers().forEach(container -> environment(pods, container));
            pods.allContainers().forEach(container -> mounts(pods, container));
            pod(pods);
        }
        for (Manifest manifest : known.all()) {
            expectations(manifest);
            switch (manifest.kind()) {
                case "RoleBinding", "ClusterRoleBinding" -> binding(manifest);
                case "Ingress" -> ingress(manifest);
                case "HorizontalPodAutoscaler" -> autoscaler(manifest);
                case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration" ->
                        webhooks(manifest);
                default -> {
                    // Nothing else that comes with Kubernetes names what is checked here.
                }
            }
        }
    }

    private void expectations(Manifest manifest) {
        for (String entry : manifest.expectations()) {
            if (!EXPECTATION.matcher(entry).matches()) {
                problems.report(
                        manifest.document().at("metadata", "annotations", Marks.EXPECTS),
                        "names \"%s\": write Kind/name, with commas between, such as Secret/x"
                                .formatted(entry));
            }
        }
    }

    private void volumes(Pods pods) {
        JsonNode volumes = Pods.items(pods.spec().path("volumes"));
        for (int i = 0; i < volumes.size(); i++) {
            JsonNode volume = volumes.get(i);
            named(pods, "ConfigMap", volume, "name", "spec", "volumes", i, "configMap");
            named(pods, "Secret", volume, "secretName", "spec", "volumes", i, "secret");
            named(
                    pods,
                    "PersistentVolumeClaim",
                    volume,
                    "claimName",
                    "spec",
                    "volumes",
                    i,
                    "persistentVolumeClaim");
            JsonNode sources = Pods.items(volume.path("projected").path("sources"));
            for (int j = 0; j < sources.size(); j++) {
                Object[] path = {"spec", "volumes", i, "projected", "sources", j};
                named(pods, "ConfigMap", sources.get(j), "name", with(path, "configMap"));
                named(pods, "Secret", sources.get(j), "name", with(path, "secret"));
            }
        }
    }

    private void environment(Pods pods, Container container) {
        JsonNode variables = Pods.items(container.json().path("env"));
        for (int i = 0; i < variables.size(); i++) {
            JsonNode from = variables.get(i).path("valueFrom");
            Object[] path = with(container.path().toArray(), "env", i, "valueFrom");
            for (Map.Entry<String, String> kind :
                    Map.of("configMapKeyRef", "ConfigMap", "secretKeyRef", "Secret").entrySet()) {
                Object[] place = with(path, kind.getKey());
                namedAt(pods, kind.getValue(), from, "name", place);
                key(pods, kind.getValue(), from.path(kind.getKey()), place);
            }
        }
        JsonNode sources = Pods.items(container.json().path("envFrom"));
        for (int i = 0; i < sources.size(); i++) {
            Object[] path = with(container.path().toArray(), "envFrom", i);
            namedAt(pods, "ConfigMap", sources.get(i), "name", with(path, "configMapRef"));
            namedAt(pods, "Secret", sources.get(i), "name", with(path, "secretRef"));
        }
    }

    private void mounts(Pods pods, Container container) {
        Collection<String> volumes = new TreeSet<>();
        JsonNode claims = pods.owner().json().path("spec").path("volumeClaimTemplates");
        Pods.stream(pods.spec().path("volumes"))
                .forEach(volume -> volumes.add(volume.path("name").asText()));
        Pods.stream(claims).forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
        JsonNode mounts = Pods.items(container.json().path("volumeMounts"));
        for (int i = 0; i < mounts.size(); i++) {
            JsonNode name = mounts.get(i).path("name");
            if (name.isTextual() && !volumes.contains(name.textValue())) {
                problems.report(
                        pods.owner()
                                .document()
                                .at(with(container.path().toArray(), "volumeMounts", i, "name")),
                        "is \"%s\", which is no volume of the pod: %s"
                                .formatted(
                                        name.textValue(),
                                        Suggestion.orElse(
                                                name.textValue(), volumes, "add it to `volumes`")));
            }
        }
    }

    private void pod(Pods pods) {
        for (String key : List.of("serviceAccountName", "serviceAccount")) {
            JsonNode name = pods.spec().path(key);
            if (name.isTextual()) {
                exists(pods.owner(), "ServiceAccount", name.textValue(), pods.at("spec", key));
            }
        }
        JsonNode pulls = Pods.items(pods.spec().path("imagePullSecrets"));
        for (int i = 0; i < pulls.size(); i++) {
            String name = pulls.get(i).path("name").asText();
            exists(pods.owner(), "Secret", name, pods.at("spec", "imagePullSecrets", i, "name"));
        }
    }

    /** What a volume or the like names; the last step of the path leads to it. */
    private void named(Pods pods, String kind, JsonNode parent, String field, Object... path) {
        namedAt(pods, kind, parent, field, pods.steps(path).toArray());
    }

    private void namedAt(Pods pods, String kind, JsonNode parent, String field, Object[] path) {
        JsonNode reference = parent.path((String) path[path.length - 1]);
        JsonNode name = reference.path(field);
        if (name.isTextual() && !reference.path("optional").asBoolean(false)) {
            Spot spot = pods.owner().document().at(with(path, field));
            exists(pods.owner(), kind, name.textValue(), spot);
        }
    }

    private void exists(Manifest manifest, String kind, String name, Spot spot) {
        exists(manifest, kind, manifest.namespace(), name, spot);
    }

    private void exists(Manifest manifest, String kind, String namespace, String name, Spot spot) {
        boolean there =
                known.find(kind, namespace, name).isPresent()
                        || ALWAYS_THERE.contains(kind + "/" + name)
                        || (kind.equals("PersistentVolumeClaim") && isClaimOfSet(namespace, name));
        if (!there && !name.isEmpty() && !manifest.expects(kind, name)) {
            String otherwise =
                    "add it; when others make it, annotate %s with %s: %s/%s"
                            .formatted(manifest.key(), Marks.EXPECTS, kind, name);
            problems.report(
                    spot,
                    "is \"%s\", and no file has that %s%s: %s"
                            .formatted(
                                    name,
                                    kind,
                                    namespace.isEmpty() ? "" : " in namespace " + namespace,
                                    Suggestion.orElse(
                                            name, known.names(kind, namespace), otherwise)));
        }
    }

    /** A StatefulSet makes a claim for each pod: template, set and a number. */
    private boolean isClaimOfSet(String namespace, String name) {
        for (Manifest manifest : known.all()) {
            if (manifest.kind().equals("StatefulSet") && manifest.namespace().equals(namespace)) {
                for (JsonNode claim : manifest.json().path("spec").path("volumeClaimTemplates")) {
                    String prefix =
                            claim.at("/metadata/name").asText() + "-" + manifest.key().name() + "-";
                    if (name.startsWith(prefix)
                            && name.substring(prefix.length()).matches("[0-9]+")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void key(Pods pods, String kind, JsonNode reference, Object[] path) {
        String name = reference.path("name").asText();
        String key = reference.path("key").asText();
        known.find(kind, pods.owner().namespace(), name)
                .filter(found -> !key.isEmpty() && !reference.path("optional").asBoolean(false))
                .ifPresent(
                        found -> {
                            Collection<String> keys = keys(found);
                            boolean filled =
                                    found.document()
                                            .text("type")
                                            .startsWith("kubernetes.io/service-account");
                            if (!keys.contains(key) && !filled) {
                                problems.report(
                                        pods.owner().document().at(with(path, "key")),
                                        "is \"%s\", which %s does not have: %s"
                                                .formatted(
                                                        key,
                                                        found.key(),
                                                        Suggestion.orElse(
                                                                key, keys, "add it there")));
                            }
                        });
    }

    private static Collection<String> keys(Manifest manifest) {
        Collection<String> keys = new ArrayList<>(GeneratedKeys.of(manifest.json()));
        for (String data : List.of("data", "stringData", "binaryData")) {
            manifest.json().path(data).fieldNames().forEachRemaining(keys::add);
        }
        return keys;
    }

    private void binding(Manifest binding) {
        String kind = binding.document().text("roleRef", "kind");
        String name = binding.document().text("roleRef", "name");
        Spot spot = binding.document().at("roleRef", "name");
        if (kind.equals("Role") && binding.kind().equals("ClusterRoleBinding")) {
            problems.report(
                    binding.document().at("roleRef", "kind"),
                    "is Role, which has no place in a ClusterRoleBinding: write ClusterRole, or make"
                            + " it a RoleBinding");
        } else if (kind.equals("Role")) {
            exists(binding, "Role", binding.namespace(), name, spot);
        } else if (kind.equals("ClusterRole") && !OWN_ROLES.matcher(name).matches()) {
            exists(binding, "ClusterRole", "", name, spot);
        }
        JsonNode subjects = Pods.items(binding.json().path("subjects"));
        for (int i = 0; i < subjects.size(); i++) {
            if (subjects.get(i).path("kind").asText().equals("ServiceAccount")) {
                subject(binding, subjects.get(i), i);
            }
        }
    }

    private void subject(Manifest binding, JsonNode subject, int index) {
        JsonNode namespace = subject.path("namespace");
        if (!namespace.isTextual() || namespace.textValue().isEmpty()) {
            problems.report(
                    binding.document().at("subjects", index),
                    "names a ServiceAccount without its namespace: add `namespace: ...`");
            return;
        }
        exists(
                binding,
                "ServiceAccount",
                namespace.textValue(),
                subject.path("name").asText(),
                binding.document().at("subjects", index, "name"));
    }

    private void ingress(Manifest ingress) {
        JsonNode rules = Pods.items(ingress.json().path("spec").path("rules"));
        for (int i = 0; i < rules.size(); i++) {
            JsonNode paths = Pods.items(rules.get(i).path("http").path("paths"));
            for (int j = 0; j < paths.size(); j++) {
                Object[] path = {
                    "spec", "rules", i, "http", "paths", j, "backend", "service", "name"
                };
                service(ingress, path);
            }
        }
        service(ingress, new Object[] {"spec", "defaultBackend", "service", "name"});
    }

    private void service(Manifest ingress, Object[] path) {
        String name = ingress.document().text(path);
        exists(ingress, "Service", name, ingress.document().at(path));
    }

    private void webhooks(Manifest manifest) {
        JsonNode webhooks = Pods.items(manifest.json().path("webhooks"));
        for (int i = 0; i < webhooks.size(); i++) {
            JsonNode service = webhooks.get(i).path("clientConfig").path("service");
            exists(
                    manifest,
                    "Service",
                    service.path("namespace").asText(),
                    service.path("name").asText(),
                    manifest.document().at("webhooks", i, "clientConfig", "service", "name"));
        }
    }

    private void autoscaler(Manifest autoscaler) {
        String kind = autoscaler.document().text("spec", "scaleTargetRef", "kind");
        if (Set.of("Deployment", "StatefulSet").contains(kind)) {
            Spot spot = autoscaler.document().at("spec", "scaleTargetRef", "name");
            String name = autoscaler.document().text("spec", "scaleTargetRef", "name");
            exists(autoscaler, kind, name, spot);
        }
    }

    private static Object[] with(Object[] path, Object... further) {
        List<Object> longer = new ArrayList<>(List.of(path));
        longer.addAll(List.of(further));
        return longer.toArray();
    }
}
