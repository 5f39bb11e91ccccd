package io.vmstation.host.routes;

import java.util.Comparator;

/**
 * One route file that could be read as YAML.
 *
 * @param name file name without its folder
 * @param origin how messages name it
 * @param text its content
 * @param outline what it defines
 */
record RouteSource(String name, String origin, String text, RouteOutline outline) {
    /** Configurations first, then what others are made from, then the rest, each by name. */
    static final Comparator<RouteSource> LOAD_ORDER =
            Comparator.comparingInt((RouteSource source) -> source.outline().rank())
                    .thenComparing(RouteSource::name);

    boolean sameTextAs(RouteSource other) {
        return text.equals(other.text);
    }

    /** Whether this file must be loaded anew after the other one has changed. */
    boolean dependsOn(RouteSource other) {
        if (outline.isEmpty() || name.equals(other.name)) {
            return false;
        }
        if (other.outline.configures()) {
            return true;
        }
        return other.outline.offered().stream().anyMatch(text::contains);
    }

    RouteProblem problem(int line, String message) {
        return new RouteProblem(origin, line, message);
    }
}
