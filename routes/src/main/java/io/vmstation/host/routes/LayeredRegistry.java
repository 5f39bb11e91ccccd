package io.vmstation.host.routes;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.SimpleRegistry;
import org.jspecify.annotations.Nullable;

/** Sees the beans of another registry, keeps its own to itself; its own come first. */
final class LayeredRegistry extends SimpleRegistry {
    private static final long serialVersionUID = 1;
    private final transient Registry below;

    LayeredRegistry(Registry below) {
        this.below = below;
    }

    @Override
    public @Nullable Object lookupByName(String name) {
        Object own = super.lookupByName(name);
        return own != null ? own : below.lookupByName(name);
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
        T own = super.lookupByNameAndType(name, type);
        return own != null ? own : below.lookupByNameAndType(name, type);
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        Map<String, T> found = new LinkedHashMap<>(below.findByTypeWithName(type));
        found.putAll(super.findByTypeWithName(type));
        return found;
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return new LinkedHashSet<>(findByTypeWithName(type).values());
    }
}
