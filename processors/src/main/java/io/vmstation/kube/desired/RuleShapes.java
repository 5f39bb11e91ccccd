package io.vmstation.kube.desired;

import io.vmstation.kube.desired.Shape.ListOf;
import io.vmstation.kube.desired.Shape.MapOf;
import io.vmstation.kube.desired.Shape.Single;
import io.vmstation.kube.desired.Shape.Struct;
import java.util.Map;
import java.util.Set;

/**
 * The shape of a file of rules, by the documentation of Prometheus ("Recording rules", "Alerting
 * rules"); Loki reads the same.
 */
final class RuleShapes {

    private static final Shape RULE =
            new Struct(
                    "a rule",
                    Map.of(
                            "alert", RuleShapes::text,
                            "record", RuleShapes::text,
                            "expr", RuleShapes::text,
                            "for", RuleShapes::text,
                            "keep_firing_for", RuleShapes::text,
                            "labels", RuleShapes::texts,
                            "annotations", RuleShapes::texts),
                    Set.of("expr"),
                    Map.of());

    private static final Shape GROUP =
            new Struct(
                    "a group",
                    Map.of(
                            "name", RuleShapes::text,
                            "interval", RuleShapes::text,
                            "query_offset", RuleShapes::text,
                            "limit", () -> Single.WHOLE,
                            "labels", RuleShapes::texts,
                            "rules", () -> new ListOf(() -> RULE)),
                    Set.of("name", "rules"),
                    Map.of());

    /** The whole file. */
    static final Shape FILE =
            new Struct(
                    "a file of rules",
                    Map.of("groups", () -> new ListOf(() -> GROUP)),
                    Set.of("groups"),
                    Map.of());

    private RuleShapes() {}

    private static Shape text() {
        return Single.TEXT;
    }

    private static Shape texts() {
        return new MapOf(RuleShapes::text);
    }
}
