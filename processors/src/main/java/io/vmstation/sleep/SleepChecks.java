package io.vmstation.sleep;

import io.vmstation.spi.SleepCheck;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sleep checks that there are, by name. Immutable. */
public final class SleepChecks {
    private final Map<String, SleepCheck> byName = new LinkedHashMap<>();

    /**
     * @throws IllegalArgumentException when two have the same name
     */
    public SleepChecks(Collection<? extends SleepCheck> checks) {
        for (SleepCheck check : checks) {
            if (byName.putIfAbsent(check.name(), check) != null) {
                throw new IllegalArgumentException(
                        "there are two sleep checks named " + check.name());
            }
        }
    }

    /** The check of that name, if there is one. */
    public Optional<SleepCheck> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All names. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    /** All of them, in the order in which they were given. */
    public List<SleepCheck> all() {
        return List.copyOf(byName.values());
    }
}
