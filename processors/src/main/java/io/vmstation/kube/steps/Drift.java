package io.vmstation.kube.steps;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.spi.ClusterObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An object that was as wanted, is still wanted like that, and was found otherwise: somebody else
 * has changed it. What differs since the files have changed is none, unless nobody may touch the
 * cluster: then every difference is.
 *
 * @param outcome what the run found, and did about it
 * @param isNew whether this run is the first that found it
 * @param corrected whether it was made as wanted
 */
record Drift(ObjectOutcome outcome, boolean isNew, boolean corrected) {

    /**
     * All of a run.
     *
     * @param before what was known before the run
     */
    static List<Drift> of(ReconcileReport report, DesiredState desired, ClusterPage before) {
        Map<Object, JsonNode> wanted = new HashMap<>();
        for (DesiredObject object : desired.objects()) {
            wanted.put(object.key(), object.json());
        }
        List<Drift> found = new ArrayList<>();
        for (ObjectOutcome outcome : report.changes().outcomes()) {
            if (differs(outcome)) {
                ClusterObject known = before.objects().get(outcome.key());
                JsonNode then = before.wanted().get(outcome.key());
                boolean same = then != null && then.equals(wanted.get(outcome.key()));
                if (report.dryRun() || (known != null && same)) {
                    found.add(
                            new Drift(
                                    outcome,
                                    known == null || known.state().equals(ObjectWords.SYNCED),
                                    !report.dryRun() && outcome.action() != Action.FAILED));
                }
            }
        }
        return found;
    }

    private static boolean differs(ObjectOutcome outcome) {
        return switch (outcome.action()) {
            case CREATED, CONFIGURED -> true;
            case FAILED -> !outcome.differences().isEmpty();
            case UNCHANGED, SKIPPED, DELETED -> false;
        };
    }
}
