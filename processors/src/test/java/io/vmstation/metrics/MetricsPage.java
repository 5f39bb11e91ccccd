package io.vmstation.metrics;

import io.vmstation.ipmi.export.IpmiSeries;
import java.util.List;

/** Writes the catalogue as a page of the documentation. */
final class MetricsPage {
    private static final String HEAD =
            """
            # Metrics

            Every metric of VMStation, as Prometheus shows it. A timer comes as `_count`, `_sum` and
            `_max`. This page is generated from `MeterCatalogue` and `IpmiSeries`.

            ## VMStation itself

            | Name | Kind | Unit | Labels | Meaning |
            |---|---|---|---|---|
            """;

    private static final String IPMI =
            """

            ## BMCs

            The metrics of ipmi_exporter 1.10, all of them gauges, with its names, labels and values.
            At `/metrics` each has the label `node` as well, with the name of the node; at `/ipmi` it
            has not. A collector whose `ipmi_up` is 0 has nothing else.

            - A sensor has a value and a state: 0 nominal, 1 warning, 2 critical. `NaN` is what
              nobody can tell, such as the value of a sensor that only has states.
            - `id` is the number of the record of the sensor, which tells two of one name apart.
              Where a controller has a record twice, the first one counts.
            - Fault states are 1 when there is no fault.
            - Labels of `ipmi_bmc_info` that the controller does not tell are `N/A`.
            - What a controller does not have, such as DCMI, has `ipmi_up` 0, as with ipmi_exporter.

            | Name | Collector | Labels | Meaning, in its words |
            |---|---|---|---|
            """;

    private MetricsPage() {}

    /** The whole page. */
    static String of(List<MeterDescription> meters, List<IpmiSeries> series) {
        StringBuilder page = new StringBuilder(of(meters)).append(IPMI);
        for (IpmiSeries each : series) {
            page.append(
                    "| `%s` | %s | %s | %s |\n"
                            .formatted(
                                    each.text(),
                                    each.collector()
                                            .map(found -> "`" + found.word() + "`")
                                            .orElse("any"),
                                    each.labels().isEmpty()
                                            ? ""
                                            : "`" + String.join("`, `", each.labels()) + "`",
                                    each.help()));
        }
        return page.toString();
    }

    private static String of(List<MeterDescription> meters) {
        StringBuilder page = new StringBuilder(HEAD);
        for (MeterDescription meter : meters) {
            page.append("| `%s` | ".formatted(meter.name()))
                    .append(
                            switch (meter.kind()) {
                                case COUNTER -> "counter";
                                case GAUGE -> "gauge";
                                case TIMER -> "timer";
                            })
                    .append(" | ")
                    .append(meter.unit().orElse(""))
                    .append(" | ")
                    .append(meter.labels().isEmpty() ? "" : labels(meter))
                    .append(" | ")
                    .append(meter.help())
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String labels(MeterDescription meter) {
        return "`" + String.join("`, `", meter.labels()) + "`";
    }
}
