package io.vmstation.config;

import io.vmstation.config.YamlValue.Entry;
import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.config.YamlValue.Scalar;
import io.vmstation.node.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads when and how a node is put to sleep; names and options are judged later. */
final class SleepReader {
    private final Problems problems;

    SleepReader(Problems problems) {
        this.problems = problems;
    }

    SleepDraft read(Fields fields) {
        if (fields.has("checks") && fields.items("checks").isEmpty()) {
            problems.report(
                    fields.any("checks").orElseThrow().place(),
                    "is empty: name a sleep check, or leave the key out for the default");
        }
        Optional<Fields> drain = fields.map("drain", NodesFormat.DRAIN);
        return new SleepDraft(
                fields.place(),
                fields.any("method").flatMap(value -> choice(value, "sleep method")),
                fields.items("checks").stream()
                        .flatMap(item -> choice(item, "sleep check").stream())
                        .toList(),
                duration(fields, "idleFor", "0s"),
                duration(fields, "grace", "0s"),
                duration(fields, "silence", "1s"),
                duration(fields, "suspendDeadline", "1s"),
                duration(fields, "backOff", "0s"),
                drain.flatMap(found -> duration(found, "deadline", "1s")),
                drain.flatMap(found -> found.one("force", Values::flag))
                        .map(Located::value)
                        .orElse(false),
                drain.map(found -> found.many("scaleDown", Workload::parse)).orElse(List.of()));
    }

    private static Optional<Duration> duration(Fields fields, String key, String least) {
        return fields.one(key, Quantities.durationFrom(least)).map(Located::value);
    }

    /** A name, or a map from one name to its options. */
    private Optional<Located<Mapping>> choice(YamlValue value, String kind) {
        if (value instanceof Scalar scalar && !scalar.absent()) {
            Mapping none = new Mapping(scalar.place(), List.of());
            return Optional.of(new Located<>(none, scalar.text().strip(), scalar.place()));
        }
        if (value instanceof Mapping mapping && mapping.entries().size() == 1) {
            return options(mapping.entries().get(0));
        }
        problems.report(
                value.place(),
                "is not one %s: write its name, or {name: {option: value}} with the options inside"
                        .formatted(kind));
        return Optional.empty();
    }

    private Optional<Located<Mapping>> options(Entry entry) {
        if (entry.value() instanceof Mapping options) {
            return Optional.of(new Located<>(options, entry.key(), entry.place()));
        }
        if (entry.value().isAbsent()) {
            Mapping none = new Mapping(entry.place(), List.of());
            return Optional.of(new Located<>(none, entry.key(), entry.place()));
        }
        problems.report(
                entry.place(),
                entry.value().shown(),
                "is %s, options are expected: write {%s: {option: value}}"
                        .formatted(entry.value().kind(), entry.key()));
        return Optional.empty();
    }
}
