package io.vmstation.host;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.config.BmcModules;
import io.vmstation.config.Settings;
import io.vmstation.host.door.MetricsDoor;
import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.export.BmcReader;
import io.vmstation.ipmi.export.NameLookups;
import io.vmstation.ipmi.export.PolledMetrics;
import io.vmstation.ipmi.export.ReadScrape;
import io.vmstation.ipmi.export.ScrapeTargets;
import io.vmstation.ipmi.export.ShowReading;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.source.BmcConnection;
import io.vmstation.ipmi.source.BmcDesk;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.SelEventRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What Prometheus reads of BMCs. */
final class ScrapeWiring {

    /** Lets what was polled be seen at the door of metrics. */
    static void publish(
            LatestReadings readings, Supplier<Nodes> nodes, PrometheusMeterRegistry meters) {
        meters.getPrometheusRegistry()
                .register(new PolledMetrics(readings, node -> rules(nodes.get(), node)));
    }

    /** Which events of the log of a node's BMC are counted by name. */
    static List<SelEventRule> rules(Nodes nodes, String name) {
        return nodes.find(name)
                .flatMap(node -> node.bmc())
                .map(bmc -> bmc.polling().selEvents())
                .orElse(List.of());
    }

    /** What the route {@code read-on-scrape} refers to. */
    static Map<String, Object> beans(
            Settings settings,
            Supplier<Nodes> nodes,
            Supplier<BmcModules> modules,
            BmcReader reader,
            MeterRegistry meters) {
        ScrapeTargets targets =
                new ScrapeTargets(
                        nodes,
                        modules,
                        settings.networks("ipmi.targets"),
                        settings.duration("ipmi.time-limit"),
                        new NameLookups(),
                        reader);
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put(MetricsDoor.BEAN, new MetricsDoor());
        beans.put("readScrape", new ReadScrape(targets, meters));
        beans.put("showReading", new ShowReading());
        return beans;
    }

    /**
     * Asks at that desk, in turn with the polls.
     *
     * @param source what reads BMCs that are not those of nodes
     */
    static BmcReader reader(BmcDesk desk, String source) {
        return new BmcReader() {
            @Override
            public CompletableFuture<BmcReading> read(Node node, ReadOrder order) {
                return desk.read(node, order);
            }

            @Override
            public CompletableFuture<BmcReading> read(BmcConnection connection, ReadOrder order) {
                return desk.read(connection, order, source);
            }
        };
    }

    private ScrapeWiring() {}
}
