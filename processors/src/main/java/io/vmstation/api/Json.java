package io.vmstation.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeActivity;
import io.vmstation.spi.PowerReport;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.WakePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words of the domain as routes/openapi.yaml describes them. What is not known is left out. */
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static <T> ArrayNode array(List<T> items, Function<T, ObjectNode> each) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        items.forEach(item -> array.add(each.apply(item)));
        return array;
    }

    static ArrayNode texts(List<String> items) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        items.forEach(array::add);
        return array;
    }

    static void put(ObjectNode object, String key, Optional<?> value) {
        value.ifPresent(known -> object.put(key, String.valueOf(known)));
    }

    static void put(ObjectNode object, String key, String text) {
        if (!text.isEmpty()) {
            object.put(key, text);
        }
    }

    static ObjectNode of(Story story) {
        ObjectNode object = request(story).put("began", story.began().toString());
        object.put("outcome", story.end().map(Story.End::outcome).orElse("under-way"));
        put(object, "ended", story.end().map(Story.End::at));
        story.took().ifPresent(took -> object.put("milliseconds", took.toMillis()));
        put(object, "reason", story.end().flatMap(Story.End::reason));
        object.set("stages", array(story.stages(), stage -> of(stage, story.began())));
        return object;
    }

    /** Who asked for what, without what came of it. */
    static ObjectNode request(Story story) {
        ObjectNode object = object().put("id", story.id()).put("cause", story.cause());
        put(object, "source", story.source());
        put(object, story.kind() == Story.Kind.POWER ? "action" : "service", story.service());
        return object;
    }

    private static ObjectNode of(Story.Stage stage, Instant began) {
        ObjectNode object =
                object().put("event", stage.event())
                        .put("at", stage.at().toString())
                        .put("milliseconds", Duration.between(began, stage.at()).toMillis());
        put(object, "progress", stage.details().getOrDefault("progress", ""));
        put(object, "detail", detail(stage.details()));
        return object;
    }

    /** What a step that was taken back was, and why it could not be. */
    private static String detail(Map<String, String> details) {
        return Stream.of("detail", "service", "step", "reason")
                .map(key -> details.getOrDefault(key, ""))
                .filter(text -> !text.isEmpty())
                .limit(details.containsKey("step") ? 2 : 1)
                .collect(Collectors.joining(": "));
    }

    static ObjectNode of(Verdict verdict) {
        ObjectNode object =
                object().put("at", verdict.at().toString())
                        .put("maySleep", verdict.maySleep())
                        .put("idleNow", verdict.idleNow());
        put(object, "idleSince", verdict.idleSince());
        put(object, "earliestSleep", verdict.earliestSleep());
        object.set("findings", array(verdict.findings(), Json::of));
        object.set("holds", array(verdict.holds(), Json::of));
        return object;
    }

    private static ObjectNode of(Verdict.Finding finding) {
        return object().put("check", finding.check())
                .put("evidence", word(finding.evidence()))
                .put("reason", finding.evidence().reason());
    }

    private static String word(Evidence evidence) {
        if (evidence instanceof Evidence.Idle) {
            return "idle";
        }
        return evidence instanceof Evidence.Busy ? "busy" : "unknown";
    }

    private static ObjectNode of(Verdict.Hold hold) {
        ObjectNode object = object().put("kind", hold.kind()).put("reason", hold.reason());
        put(object, "until", hold.until());
        return object;
    }

    static ObjectNode of(NodeActivity.Use use) {
        return object().put("at", use.at().toString()).put("what", use.what());
    }

    static ObjectNode of(WakePlan plan) {
        ObjectNode object =
                object().put("node", plan.node())
                        .put("outcome", "planned")
                        .put("awake", plan.awake())
                        .put("answer", plan.answer());
        put(object, "refusal", plan.refusal());
        object.set("steps", array(plan.steps(), step -> step(step.step(), step.detail())));
        return object;
    }

    /** Adds what a report tells. */
    static void add(ObjectNode object, SleepReport report) {
        object.put("node", report.node()).put("id", report.id());
        object.put("outcome", word(report.outcome()));
        put(object, "reason", reason(report.outcome()));
        object.set("steps", array(report.steps(), step -> step(step.step(), step.detail())));
        report.verdict().ifPresent(verdict -> object.set("verdict", of(verdict)));
    }

    /** Adds what a report tells. */
    static void add(ObjectNode object, PowerReport report) {
        object.put("node", report.node());
        put(object, "id", report.id());
        object.put("action", report.action());
        object.put("outcome", report.outcome().word());
        object.put("reason", report.outcome().detail());
        report.chassis()
                .ifPresent(
                        chassis -> {
                            object.put("power", chassis.on() ? "on" : "off");
                            chassis.driveFault().ifPresent(it -> object.put("driveFault", it));
                            chassis.coolingFault().ifPresent(it -> object.put("coolingFault", it));
                        });
        object.set("warnings", texts(report.warnings()));
    }

    private static ObjectNode step(String step, String detail) {
        return object().put("step", step).put("detail", detail);
    }

    private static String word(SleepReport.Outcome outcome) {
        if (outcome instanceof SleepReport.Outcome.Asleep) {
            return "asleep";
        } else if (outcome instanceof SleepReport.Outcome.Planned) {
            return "planned";
        } else if (outcome instanceof SleepReport.Outcome.Refused) {
            return "refused";
        } else if (outcome instanceof SleepReport.Outcome.Failed) {
            return "failed";
        } else {
            return "aborted";
        }
    }

    static Optional<String> reason(SleepReport.Outcome outcome) {
        if (outcome instanceof SleepReport.Outcome.Planned planned) {
            return Optional.of(planned.reason());
        } else if (outcome instanceof SleepReport.Outcome.Refused refused) {
            return Optional.of(refused.reason());
        } else if (outcome instanceof SleepReport.Outcome.Failed failed) {
            return Optional.of(failed.reason());
        } else if (outcome instanceof SleepReport.Outcome.Aborted aborted) {
            return Optional.of(aborted.reason());
        } else {
            return Optional.empty();
        }
    }
}
