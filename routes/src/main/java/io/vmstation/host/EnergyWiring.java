package io.vmstation.host;

import io.vmstation.api.ShowEnergy;
import io.vmstation.energy.MeasurePower;
import java.util.LinkedHashMap;
import java.util.Map;

/** What measures and shows energy. */
final class EnergyWiring {
    /** What routes refer to, those of users too. */
    static Map<String, Object> beans(CurrentNodes nodes, HostParts parts, Api api) {
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("measurePower", new MeasurePower(nodes, parts.energy().meter()));
        beans.put("showEnergy", new ShowEnergy(api.energy()));
        return beans;
    }

    private EnergyWiring() {}
}
