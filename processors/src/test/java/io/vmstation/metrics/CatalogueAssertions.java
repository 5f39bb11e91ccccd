package io.vmstation.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.vmstation.metrics.MeterDescription.Kind;
import java.util.List;
import java.util.Optional;

/** Holds registered meters against the catalogue; for the tests of everybody who registers one. */
public final class CatalogueAssertions {
    private CatalogueAssertions() {}

    /**
     * Asserts that every meter of ours in this registry is in the catalogue, as that kind and with
     * these labels, and that the expected ones are registered.
     *
     * @param expected names as Prometheus shows them
     */
    public static void assertCatalogued(MeterRegistry registry, String... expected) {
        var ours =
                registry.getMeters().stream()
                        .map(Meter::getId)
                        .filter(id -> id.getName().startsWith("vmstation"))
                        .toList();
        assertThat(ours).extracting(CatalogueAssertions::shownName).containsAll(List.of(expected));
        assertThat(ours)
                .allSatisfy(
                        id -> {
                            Optional<MeterDescription> found =
                                    MeterCatalogue.all().stream()
                                            .filter(entry -> entry.name().equals(shownName(id)))
                                            .findFirst();
                            assertThat(found)
                                    .as("%s stands in MeterCatalogue", shownName(id))
                                    .isPresent();
                            assertThat(found.orElseThrow().kind())
                                    .as("kind of %s", shownName(id))
                                    .isEqualTo(kind(id));
                            assertThat(id.getTags().stream().map(Tag::getKey).sorted())
                                    .as("labels of %s", shownName(id))
                                    .isEqualTo(found.orElseThrow().labels());
                        });
    }

    /** The name that the Prometheus registry gives a meter. */
    static String shownName(Meter.Id id) {
        String name = NamingConvention.snakeCase.name(id.getName(), id.getType());
        String unit = kind(id) == Kind.TIMER ? "seconds" : id.getBaseUnit();
        String bare = name.endsWith("_total") ? name.substring(0, name.length() - 6) : name;
        String withUnit =
                unit == null || unit.isEmpty() || bare.endsWith("_" + unit)
                        ? bare
                        : bare + "_" + unit;
        return kind(id) == Kind.COUNTER ? withUnit + "_total" : withUnit;
    }

    private static Kind kind(Meter.Id id) {
        return switch (id.getType()) {
            case COUNTER -> Kind.COUNTER;
            case GAUGE -> Kind.GAUGE;
            case TIMER, LONG_TASK_TIMER -> Kind.TIMER;
            case DISTRIBUTION_SUMMARY, OTHER ->
                    throw new AssertionError("a kind that the catalogue does not know: " + id);
        };
    }
}
