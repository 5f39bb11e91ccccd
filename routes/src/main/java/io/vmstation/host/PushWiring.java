package io.vmstation.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.config.Settings;
import io.vmstation.ipmi.export.IpmiMetrics;
import io.vmstation.ipmi.push.CollectReadings;
import io.vmstation.ipmi.push.Push;
import io.vmstation.ipmi.push.PushReadings;
import io.vmstation.ipmi.push.PushSettings;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** What sends readings of BMCs to those who cannot fetch them. */
final class PushWiring {
    /** What the route that sends refers to; what is behind it ends with the other parts of BMCs. */
    static Map<String, Object> beans(
            Settings settings, CurrentNodes nodes, BmcParts bmcs, MeterRegistry meters) {
        Push push =
                new Push(
                        PushSettings.of(settings),
                        (node, reading) ->
                                IpmiMetrics.of(reading, ScrapeWiring.rules(nodes.get(), node)),
                        "vmstation/" + Version.current(),
                        meters);
        if (settings.flag("push-ipmi.enabled")) {
            // Else nobody would empty the queue.
            push.follow(bmcs.readings());
        }
        bmcs.sendBy(push);
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put(
                "collectReadings",
                new CollectReadings(bmcs.readings(), nodes, InstantSource.system()));
        beans.put("pushReadings", new PushReadings(push));
        beans.put("pushHealth", new PartHealth("push", push::problems));
        return beans;
    }

    private PushWiring() {}
}
