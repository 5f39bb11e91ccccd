package io.vmstation.host;

import io.vmstation.api.AccessToken;
import io.vmstation.api.CallRoute;
import io.vmstation.api.Calls;
import io.vmstation.api.ClusterViews;
import io.vmstation.api.DoorRules;
import io.vmstation.api.DoorSettings;
import io.vmstation.api.EnergyViews;
import io.vmstation.api.History;
import io.vmstation.api.NodeViews;
import io.vmstation.api.ReadPowerRequest;
import io.vmstation.api.ReadReconcileRequest;
import io.vmstation.api.ReadRequest;
import io.vmstation.api.ShowCluster;
import io.vmstation.api.ShowClusters;
import io.vmstation.api.ShowContract;
import io.vmstation.api.ShowNode;
import io.vmstation.api.ShowNodes;
import io.vmstation.api.ShowPower;
import io.vmstation.api.ShowReconcile;
import io.vmstation.api.ShowSleep;
import io.vmstation.api.ShowWake;
import io.vmstation.config.Settings;
import io.vmstation.host.door.Door;
import io.vmstation.lan.ThisMachine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The door that acts, and what stands behind it. */
final class ApiWiring {
    /**
     * How the door is opened.
     *
     * @throws InvalidConfiguration when that would be unsafe
     */
    static DoorSettings doorSettings(Settings settings) throws InvalidConfiguration {
        DoorSettings door = DoorSettings.of(settings);
        Optional<String> problem = door.problem();
        if (problem.isPresent()) {
            throw new InvalidConfiguration(problem.get());
        }
        return door;
    }

    /** The door and what it shows. */
    static Api api(
            Settings settings,
            DoorSettings door,
            CurrentNodes nodes,
            HostParts parts,
            History history) {
        NodeViews.Sources sources =
                new NodeViews.Sources(
                        parts.states(),
                        parts.reachability(),
                        parts.judging().judge(),
                        parts.timetable(),
                        parts.activity());
        List<String> names = new ArrayList<>(new ThisMachine().names());
        names.addAll(door.names());
        NodeViews views = new NodeViews(nodes, sources, history, settings.flag("sleep.enabled"));
        return new Api(
                new Door(door, new DoorRules(door.tokenFile().map(AccessToken::new), names)),
                views,
                new EnergyViews(nodes, views, parts.energy().meter()),
                new ClusterViews(parts.reconciling().book()),
                new Calls(history));
    }

    /** What the routes of the API refer to. */
    static Map<String, Object> beans(Api api, CurrentNodes nodes, Overlay overlay) {
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put(Door.BEAN, api.door());
        beans.put("readWakeRequest", ReadRequest.ofWake(nodes, api.views()));
        beans.put("readSleepRequest", ReadRequest.ofSleep(nodes, api.views()));
        beans.put("callRoute", new CallRoute());
        beans.put("showWake", new ShowWake(api.calls()));
        beans.put("showSleep", new ShowSleep(api.calls()));
        beans.put("readPowerRequest", ReadPowerRequest.ofOrder(api.views()));
        beans.put("readPowerQuestion", ReadPowerRequest.ofStatus(api.views()));
        beans.put("showPower", new ShowPower(api.calls()));
        beans.put("showNodes", new ShowNodes(api.views()));
        beans.put("showNode", new ShowNode(api.views()));
        beans.put("readReconcileRequest", new ReadReconcileRequest(api.clusters()));
        beans.put("showReconcile", new ShowReconcile(api.calls()));
        beans.put("showClusters", new ShowClusters(api.clusters()));
        beans.put("showCluster", new ShowCluster(api.clusters()));
        beans.put("showContract", new ShowContract(overlay.bundledText("api/openapi.yaml")));
        return beans;
    }

    private ApiWiring() {}
}
