package io.vmstation.config;

import io.vmstation.config.Vocabulary.Word;
import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.node.Choice;
import io.vmstation.node.DrainSettings;
import io.vmstation.node.Options;
import io.vmstation.node.SleepSettings;
import io.vmstation.spi.Requirement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fills in the defaults of what is said about putting nodes to sleep, and judges it. */
final class SleepAssembler {
    private static final String CHECKS = "sleep.checks";
    private static final String METHOD = "sleep.method";

    private final Settings settings;
    private final Vocabulary vocabulary;
    private final ChoiceReader checks;
    private final ChoiceReader methods;
    private final Problems problems;

    SleepAssembler(
            Settings settings, Vocabulary vocabulary, OptionReader options, Problems problems) {
        this.settings = settings;
        this.vocabulary = vocabulary;
        this.checks = new ChoiceReader("sleep check", vocabulary.sleepChecks(), options, problems);
        this.methods =
                new ChoiceReader("sleep method", vocabulary.sleepMethods(), options, problems);
        this.problems = problems;
    }

    /** Judges the defaults that the user wrote, whether or not a node takes them. */
    void checkDefaults() {
        if (!settings.isDefault(CHECKS)) {
            var unused = checks.all(defaultChecks());
        }
        if (!settings.isDefault(METHOD)) {
            var unused = methods.one(byDefault(METHOD, settings.text(METHOD)));
        }
    }

    private List<Located<Mapping>> defaultChecks() {
        return settings.list(CHECKS).stream().map(name -> byDefault(CHECKS, name)).toList();
    }

    private Located<Mapping> byDefault(String key, String name) {
        Place place = settings.place(key);
        return new Located<>(new Mapping(place, List.of()), name, place);
    }

    /** The settings of a node; when something is wrong with them, that was reported. */
    Optional<SleepSettings> assemble(NodeDraft node) {
        return node.sleep().map(draft -> assemble(node, draft));
    }

    private SleepSettings assemble(NodeDraft node, SleepDraft draft) {
        Located<Mapping> written =
                draft.method().orElseGet(() -> byDefault(METHOD, settings.text(METHOD)));
        Optional<Choice> method = methods.one(written);
        List<Choice> chosen =
                checks.all(draft.checks().isEmpty() ? defaultChecks() : draft.checks());
        if (node.macAddresses().isEmpty()) {
            problems.report(
                    draft.place(),
                    "could never be woken again, node %s has no MAC address: add `macAddress: ...` to it, or remove `sleep`"
                            .formatted(node.name()));
        }
        Map<String, Word> words = new LinkedHashMap<>();
        chosen.forEach(c -> words.put(c.name(), vocabulary.sleepChecks().get(c.name())));
        method.ifPresent(m -> words.put(m.name(), vocabulary.sleepMethods().get(m.name())));
        checkNeeds(node, draft.place(), words);
        return new SleepSettings(
                method.orElseGet(() -> new Choice(written.text(), Options.NONE)),
                chosen,
                orDefault(draft.idleFor(), "sleep.idle-for"),
                orDefault(draft.grace(), "sleep.grace"),
                orDefault(draft.silence(), "sleep.silence"),
                orDefault(draft.suspendDeadline(), "sleep.suspend-deadline"),
                orDefault(draft.backOff(), "sleep.back-off"),
                new DrainSettings(
                        orDefault(draft.drainDeadline(), "sleep.drain-deadline"),
                        draft.force(),
                        draft.scaleDown().stream().map(Located::value).distinct().toList()));
    }

    private Duration orDefault(Optional<Duration> own, String key) {
        return own.orElseGet(() -> settings.duration(key));
    }

    private void checkNeeds(NodeDraft node, Place place, Map<String, Word> chosen) {
        for (Requirement requirement : Requirement.values()) {
            List<String> needy = new ArrayList<>();
            chosen.forEach(
                    (name, word) -> {
                        if (word.needs().contains(requirement)) {
                            needy.add(name);
                        }
                    });
            if (!needy.isEmpty() && !has(node, requirement)) {
                problems.report(
                        place,
                        String.join(", ", needy),
                        "cannot work without %s: add it to node %s, or choose others"
                                .formatted(missing(requirement), node.name()));
            }
        }
    }

    private static boolean has(NodeDraft node, Requirement requirement) {
        return switch (requirement) {
            // A login without a user is reported as such.
            case SSH -> node.ssh().user().isPresent() || node.ssh().place().isPresent();
            case BMC -> node.bmc().isPresent();
            case KUBERNETES_NODE -> node.kubernetesNode().isPresent();
        };
    }

    private static String missing(Requirement requirement) {
        return switch (requirement) {
            case SSH -> "a login, `ssh: {user: ...}`";
            case BMC -> "a BMC, `bmc: {address: ..., user: ..., passwordFile: ...}`";
            case KUBERNETES_NODE -> "a name in the cluster, `kubernetesNode: ...`";
        };
    }
}
