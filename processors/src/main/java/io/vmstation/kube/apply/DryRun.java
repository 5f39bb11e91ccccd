package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.FieldDifference;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.KubeApiException.Conflict;
import io.vmstation.kube.reconcile.Marks;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the server what an object would be if it were applied. */
final class DryRun {
    private static final int CONFLICT = 409;
    private static final int MOST_CONFLICTS = 5;

    /** Names of objects may have 63 characters, wherever they become labels. */
    private static final int LONGEST_TRIAL_NAME = 63;

    private static final String TRIAL = "-trial";

    private final Run run;

    DryRun(Run run) {
        this.run = run;
    }

    /**
     * What it would be.
     *
     * @param document what was applied
     * @param object the object then
     * @param conflict why it cannot be applied, a sentence; empty when it can
     * @param remark warnings of the server
     */
    record Answer(ObjectNode document, ObjectNode object, String conflict, String remark) {
        /** Without what a Secret holds. */
        @Override
        public String toString() {
            return conflict + remark;
        }

        List<FieldDifference> differences(ObjectNode live, Wanted wanted) {
            return Differences.between(live, object, wanted.ignored().paths(live));
        }
    }

    /** What is applied to that object, or to make it. */
    ObjectNode document(Wanted wanted, Resource resource, Optional<ObjectNode> live) {
        return run.placed(wanted.document(live, run.generated()), resource, wanted.key());
    }

    Answer ask(Wanted wanted, Resource resource, Optional<ObjectNode> live) {
        return send(wanted, resource, document(wanted, resource, live), true);
    }

    /**
     * Applies. Fields that people set by hand give way, and so do all others where that is allowed.
     *
     * @return with a conflict when nothing was done because of it
     */
    Answer send(Wanted wanted, Resource resource, ObjectNode document, boolean dryRun) {
        Set<String> warnings = new LinkedHashSet<>();
        try {
            ObjectNode object =
                    run.api().apply(resource, document, wanted.force(), dryRun, warnings::add);
            return new Answer(document, object, "", remark(warnings));
        } catch (KubeApiException e) {
            if (e.code() != CONFLICT || e.conflicts().isEmpty()) {
                throw e;
            }
            List<Conflict> foreign =
                    e.conflicts().stream()
                            .filter(conflict -> !TakeOver.givesWay(conflict.owner()))
                            .toList();
            if (!foreign.isEmpty() && !dryRun) {
                return new Answer(document, document, sentence(foreign, wanted), "");
            }
            ObjectNode object = run.api().apply(resource, document, true, dryRun, warnings::add);
            return new Answer(
                    document,
                    object,
                    foreign.isEmpty() ? "" : sentence(foreign, wanted),
                    remark(warnings));
        }
    }

    private static String remark(Set<String> warnings) {
        return warnings.isEmpty() ? "" : "warning: " + String.join("; ", warnings);
    }

    private static String sentence(List<Conflict> conflicts, Wanted wanted) {
        String fields =
                conflicts.stream()
                        .limit(MOST_CONFLICTS)
                        .map(c -> "field %s belongs to %s".formatted(c.field(), c.owner()))
                        .collect(Collectors.joining(", "));
        int more = conflicts.size() - MOST_CONFLICTS;
        return "%s%s: annotate %s: \"true\" to take it over, or list it under ignore (%s)"
                .formatted(
                        fields,
                        more > 0 ? " and " + more + " more" : "",
                        Marks.FORCE,
                        wanted.desired().origin());
    }

    /**
     * Whether the server would take an object that cannot be changed if it were new: asked for one
     * of another name, so that nothing is deleted that could not be made again.
     *
     * @return the fields that would be new
     */
    List<FieldDifference> anew(Resource resource, ObjectNode document, ObjectNode live) {
        ObjectNode trial = document.deepCopy();
        String old = trial.path("metadata").path("name").asText();
        String name =
                old.substring(0, Math.min(old.length(), LONGEST_TRIAL_NAME - TRIAL.length()))
                        + TRIAL;
        trial.withObject("/metadata").put("name", name);
        if (trial.path("spec") instanceof ObjectNode spec
                && trial.path("kind").asText().equals("Service")) {
            // The old one still has them.
            spec.remove(List.of("clusterIP", "clusterIPs"));
            spec.path("ports")
                    .forEach(
                            port -> {
                                if (port instanceof ObjectNode fields) {
                                    fields.remove("nodePort");
                                }
                            });
        }
        run.api().apply(resource, trial, true, true);
        List<FieldDifference> wanted = new ArrayList<>();
        for (FieldDifference difference : Differences.between(live, document, List.of())) {
            // What the files do not say the server fills in.
            if (difference.desired().isPresent()) {
                wanted.add(difference);
            }
        }
        return wanted;
    }
}
