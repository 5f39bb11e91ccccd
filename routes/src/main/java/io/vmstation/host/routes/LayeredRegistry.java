package io.vmstation.host.routes;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Sees the beans of another registry but for hidden ones, keeps its own to itself; its own come
 * first.
 */
final class LayeredRegistry extends DefaultRegistry {
    private final Registry below;
    private final Set<String> hidden;

    LayeredRegistry(Registry below, Set<String> hidden) {
        this.below = below;
        this.hidden = hidden;
    }

    @Override
    public @Nullable Object lookupByName(String name) {
        Object own = super.lookupByName(name);
        return own != null || hidden.contains(name) ? own : below.lookupByName(name);
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
        T own = super.lookupByNameAndType(name, type);
        return own != null || hidden.contains(name) ? own : below.lookupByNameAndType(name, type);
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        Map<String, T> found = new LinkedHashMap<>(below.findByTypeWithName(type));
        found.keySet().removeAll(hidden);
        found.putAll(super.findByTypeWithName(type));
        return found;
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return new LinkedHashSet<>(findByTypeWithName(type).values());
    }
}
