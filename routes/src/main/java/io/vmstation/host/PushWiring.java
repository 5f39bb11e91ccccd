package io.vmstation.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.config.Settings;
import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.push.CollectReadings;
import io.vmstation.ipmi.push.Push;
import io.vmstation.ipmi.push.PushReadings;
import io.vmstation.ipmi.push.PushSettings;
import io.vmstation.ipmi.push.ReadingSeries;
import io.vmstation.node.Nodes;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What sends readings of BMCs to those who cannot fetch them. */
final class PushWiring {
    /**
     * Makes what sends. It follows the readings only if there is a route that empties its queue.
     *
     * @param series what a reading is in the words of Prometheus
     */
    static Push push(
            Settings settings,
            LatestReadings readings,
            ReadingSeries series,
            MeterRegistry meters) {
        Push push =
                new Push(
                        PushSettings.of(settings),
                        series,
                        "vmstation/" + Version.current(),
                        meters);
        if (settings.flag("push-ipmi.enabled")) {
            push.follow(readings);
        }
        return push;
    }

    /** What the route that sends refers to. */
    static Map<String, Object> beans(Push push, LatestReadings readings, Supplier<Nodes> nodes) {
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("collectReadings", new CollectReadings(readings, nodes, InstantSource.system()));
        beans.put("pushReadings", new PushReadings(push));
        beans.put("pushHealth", new PartHealth("push", push::problems));
        return beans;
    }

    private PushWiring() {}
}
