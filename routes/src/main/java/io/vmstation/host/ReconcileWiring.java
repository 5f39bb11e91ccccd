package io.vmstation.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.config.SiteConfiguration;
import io.vmstation.kube.steps.ApplyObjects;
import io.vmstation.kube.steps.AssessAgain;
import io.vmstation.kube.steps.AssessHealth;
import io.vmstation.kube.steps.DiffObjects;
import io.vmstation.kube.steps.FindDueClusters;
import io.vmstation.kube.steps.LoadDesired;
import io.vmstation.kube.steps.NoteDrift;
import io.vmstation.kube.steps.NoteFileChange;
import io.vmstation.kube.steps.PruneObjects;
import io.vmstation.kube.steps.RecordReconcile;
import io.vmstation.kube.steps.ValidateDesired;
import io.vmstation.spi.Events;
import java.util.LinkedHashMap;
import java.util.Map;

/** What keeps clusters as files say: the steps of the routes. */
final class ReconcileWiring {
    /** What the steps stand on. Opens nothing yet. */
    static ReconcileParts parts(
            SiteConfiguration site,
            Overlay overlay,
            CurrentNodes nodes,
            HostParts parts,
            Events events,
            MeterRegistry meters) {
        return new ReconcileParts(
                site,
                overlay,
                new AsleepNodes(
                        nodes,
                        parts.states(),
                        parts.sleeps()::isGoingDown,
                        parts.expectations()::isMeantToBeAsleep),
                parts.commands(),
                events,
                meters);
    }

    /** What the routes of clusters refer to. */
    static Map<String, Object> beans(ReconcileParts parts) {
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("clusterTriggers", parts.triggers());
        beans.put("findDueClusters", new FindDueClusters(parts::due));
        beans.put("noteFileChange", new NoteFileChange());
        beans.put("noteDrift", new NoteDrift());
        beans.put(
                "loadDesired",
                new LoadDesired(
                        parts::clusters,
                        parts.rules(),
                        parts.turns(),
                        parts.source(),
                        parts.records(),
                        parts.threads()));
        beans.put("validateDesired", new ValidateDesired(parts.threads()));
        beans.put("diffObjects", new DiffObjects(parts.changes(), parts.threads()));
        beans.put("applyObjects", new ApplyObjects(parts.changes(), parts.threads()));
        beans.put("pruneObjects", new PruneObjects(parts.changes(), parts.threads()));
        beans.put("assessHealth", new AssessHealth(parts.followed(), parts.threads()));
        beans.put("recordReconcile", new RecordReconcile(parts.records()));
        beans.put("findWatchedClusters", new FindDueClusters(parts.healthTimes()::due));
        beans.put(
                "assessAgain",
                new AssessAgain(
                        parts::clusters,
                        parts.followed(),
                        parts.book(),
                        parts.records(),
                        parts.threads()));
        beans.put("clustersHealth", new PartHealth("clusters", parts::complaints));
        return beans;
    }

    private ReconcileWiring() {}
}
