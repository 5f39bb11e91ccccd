package io.vmstation.host;

import io.vmstation.config.Settings;
import io.vmstation.kube.Cluster;
import io.vmstation.kube.ClusterAccess;
import io.vmstation.kube.CordonNode;
import io.vmstation.kube.DrainNode;
import io.vmstation.sleep.BeginSleep;
import io.vmstation.sleep.ConfirmAsleep;
import io.vmstation.sleep.FindIdleNodes;
import io.vmstation.sleep.JudgeSleep;
import io.vmstation.sleep.RecordSleep;
import io.vmstation.sleep.SuspendNode;
import io.vmstation.spi.Events;
import io.vmstation.spi.Verdicts;
import io.vmstation.wake.arm.ArmNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What puts nodes to sleep: the judge, the steps of the route, the cluster. */
final class SleepWiring {
    private static final Duration CLUSTER_PATIENCE = Duration.ofSeconds(10);
    private static final Duration DRAIN_INTERVAL = Duration.ofSeconds(2);

    /** What the routes of a sleep refer to. */
    static Map<String, Object> beans(
            Settings settings, CurrentNodes nodes, HostParts parts, Events events) {
        boolean enabled = settings.flag("sleep.enabled");
        Verdicts verdicts = parts.judging().judge();
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put(
                "findIdleNodes",
                new FindIdleNodes(
                        nodes,
                        verdicts,
                        parts.states(),
                        node -> parts.sleeps().underWay(node.name()).isPresent(),
                        enabled,
                        parts.judging().sleepRoutes()));
        beans.put("beginSleep", new BeginSleep(nodes, parts.sleeps(), enabled));
        beans.put("judgeSleep", JudgeSleep.first(verdicts));
        beans.put("armNode", new ArmNode(nodes, parts.ssh()::on));
        beans.put("cordonNode", new CordonNode(parts.cluster(), parts.cordons()));
        beans.put(
                "drainNode",
                new DrainNode(parts.cluster(), parts.cordons(), events, DRAIN_INTERVAL));
        beans.put("judgeAgain", JudgeSleep.again(verdicts));
        beans.put("suspendNode", new SuspendNode());
        beans.put("confirmAsleep", new ConfirmAsleep());
        beans.put("recordSleep", new RecordSleep());
        beans.put("clusterHealth", new PartHealth("cluster", parts.cordons()::problems));
        beans.put("sleepHealth", new PartHealth("sleep", parts.sleeps()::leftovers));
        return beans;
    }

    /** The cluster that the nodes belong to, if they do. */
    static Cluster cluster(Settings settings) {
        if (!settings.flag("kubernetes.enabled")) {
            return Cluster.none();
        }
        return Cluster.by(
                new ClusterAccess(
                        settings.optionalPath("kubernetes.config"),
                        Optional.of(settings.text("kubernetes.context"))
                                .filter(name -> !name.isEmpty()),
                        CLUSTER_PATIENCE));
    }

    private SleepWiring() {}
}
