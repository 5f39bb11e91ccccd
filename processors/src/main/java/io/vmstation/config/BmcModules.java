package io.vmstation.config;

import java.util.Map;
import java.util.Optional;

/**
 * The modules that a scrape may name, as a configuration file of ipmi_exporter has them.
 *
 * @param byName by the name of each
 */
public record BmcModules(Map<String, BmcModule> byName) {
    /** None at all. */
    public static final BmcModules NONE = new BmcModules(Map.of());

    public BmcModules {
        byName = Map.copyOf(byName);
    }

    /** The module of that name, if there is one. */
    public Optional<BmcModule> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
