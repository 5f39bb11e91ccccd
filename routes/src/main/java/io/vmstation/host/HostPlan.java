package io.vmstation.host;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.api.DoorSettings;
import io.vmstation.node.Nodes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * What a host is made of, put together before anything starts.
 *
 * @param properties what {@code {{key}}} in routes stands for
 * @param beans what routes refer to, by name
 * @param meters where everything is counted; Camel's own meters come in too
 * @param metricsHost address of the read-only door
 * @param metricsPort its port, 0 for any free one
 * @param drain how long exchanges may take to end when the host stops
 * @param nodes the nodes that are configured at the moment of asking
 * @param parts what runs beside the routes
 * @param api what acts for callers; absent: nothing listens for them
 */
public record HostPlan(
        Properties properties,
        Map<String, Object> beans,
        PrometheusMeterRegistry meters,
        String metricsHost,
        int metricsPort,
        Duration drain,
        Supplier<Nodes> nodes,
        Parts parts,
        Optional<Api> api) {
    public HostPlan {
        beans = new LinkedHashMap<>(beans);
    }

    /** Makes the plan from the files of a user. Opens nothing but files. */
    @FunctionalInterface
    public interface Assembler {
        /**
         * Makes it; what was opened is closed again when this fails.
         *
         * @throws InvalidConfiguration with all problems at once
         */
        HostPlan assemble(Overlay overlay, Plugins plugins) throws InvalidConfiguration;

        /**
         * Finds out where the API of a host with these files listens, whatever is wrong with its
         * nodes. By default nowhere.
         *
         * @throws InvalidConfiguration when the settings themselves are wrong
         */
        default Optional<DoorSettings> door(Overlay overlay) throws InvalidConfiguration {
            return Optional.empty();
        }

        /**
         * Makes one only to check routes against, when {@link #assemble} found problems: with the
         * user's settings as they stand, unchecked, over the bundled ones, and without nodes. By
         * default there is none.
         *
         * @throws InvalidConfiguration when even that is not possible
         */
        default Optional<HostPlan> assembleUnchecked(Overlay overlay, Plugins plugins)
                throws InvalidConfiguration {
            return Optional.empty();
        }
    }
}
