package io.vmstation.metrics;

import java.util.List;

/** Writes the catalogue as a page of the documentation. */
final class MetricsPage {
    private static final String HEAD =
            """
            # Metrics

            Every metric that VMStation itself exports, as Prometheus shows it. A timer comes as
            `_count`, `_sum` and `_max`. This page is generated from `MeterCatalogue`.

            | Name | Kind | Unit | Labels | Meaning |
            |---|---|---|---|---|
            """;

    private MetricsPage() {}

    static String of(List<MeterDescription> meters) {
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
