package io.vmstation.kube.desired;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.vmstation.kube.desired.Shape.ListOf;
import io.vmstation.kube.desired.Shape.Single;
import io.vmstation.kube.desired.Shape.Struct;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The shapes of admission webhooks, {@code admissionregistration.k8s.io/v1}. Written down here: the
 * part of the model that has them is a jar of 1.3 MB for these two kinds.
 */
final class WebhookShapes {
    private static final String API = "admissionregistration.k8s.io/v1";

    private final ModelShapes model;

    WebhookShapes(ModelShapes model) {
        this.model = model;
    }

    /** The shape of such a kind; absent for all others. */
    Optional<Shape> find(String apiVersion, String kind) {
        boolean mutating = kind.equals("MutatingWebhookConfiguration");
        if (!apiVersion.equals(API)
                || (!mutating && !kind.equals("ValidatingWebhookConfiguration"))) {
            return Optional.empty();
        }
        Shape webhook = webhook(mutating);
        return Optional.of(
                struct(
                        kind,
                        Map.of(
                                "apiVersion",
                                WebhookShapes::text,
                                "kind",
                                WebhookShapes::text,
                                "metadata",
                                () -> model.of(ObjectMeta.class),
                                "webhooks",
                                () -> new ListOf(() -> webhook)),
                        Set.of(),
                        Map.of()));
    }

    private Shape webhook(boolean mutating) {
        Map<String, Supplier<Shape>> fields = new HashMap<>();
        List.of("name", "failurePolicy", "matchPolicy", "sideEffects")
                .forEach(name -> fields.put(name, WebhookShapes::text));
        fields.put("admissionReviewVersions", WebhookShapes::texts);
        fields.put("timeoutSeconds", () -> Single.WHOLE);
        fields.put("namespaceSelector", () -> model.of(LabelSelector.class));
        fields.put("objectSelector", () -> model.of(LabelSelector.class));
        fields.put("clientConfig", WebhookShapes::clientConfig);
        fields.put("rules", () -> new ListOf(WebhookShapes::rule));
        fields.put("matchConditions", () -> new ListOf(WebhookShapes::condition));
        Map<String, List<String>> words = new HashMap<>();
        words.put("failurePolicy", List.of("Fail", "Ignore"));
        words.put("matchPolicy", List.of("Exact", "Equivalent"));
        words.put("sideEffects", List.of("None", "NoneOnDryRun"));
        if (mutating) {
            fields.put("reinvocationPolicy", WebhookShapes::text);
            words.put("reinvocationPolicy", List.of("Never", "IfNeeded"));
        }
        Set<String> required =
                Set.of("name", "clientConfig", "sideEffects", "admissionReviewVersions");
        return struct("Webhook", fields, required, words);
    }

    private static Shape clientConfig() {
        return struct(
                "WebhookClientConfig",
                Map.of(
                        "url",
                        WebhookShapes::text,
                        "caBundle",
                        WebhookShapes::text,
                        "service",
                        WebhookShapes::service),
                Set.of(),
                Map.of());
    }

    private static Shape service() {
        return struct(
                "ServiceReference",
                Map.of(
                        "name",
                        WebhookShapes::text,
                        "namespace",
                        WebhookShapes::text,
                        "path",
                        WebhookShapes::text,
                        "port",
                        () -> Single.WHOLE),
                Set.of("name", "namespace"),
                Map.of());
    }

    private static Shape rule() {
        return struct(
                "RuleWithOperations",
                Map.of(
                        "apiGroups",
                        WebhookShapes::texts,
                        "apiVersions",
                        WebhookShapes::texts,
                        "operations",
                        WebhookShapes::texts,
                        "resources",
                        WebhookShapes::texts,
                        "scope",
                        WebhookShapes::text),
                Set.of("apiGroups", "apiVersions", "operations", "resources"),
                Map.of(
                        "operations",
                        List.of("*", "CREATE", "UPDATE", "DELETE", "CONNECT"),
                        "scope",
                        List.of("*", "Cluster", "Namespaced")));
    }

    private static Shape condition() {
        return struct(
                "MatchCondition",
                Map.of("name", WebhookShapes::text, "expression", WebhookShapes::text),
                Set.of("name", "expression"),
                Map.of());
    }

    private static Shape struct(
            String name,
            Map<String, Supplier<Shape>> fields,
            Set<String> required,
            Map<String, List<String>> words) {
        return new Struct(name, fields, required, words);
    }

    private static Shape text() {
        return Single.TEXT;
    }

    private static Shape texts() {
        return new ListOf(WebhookShapes::text);
    }
}
