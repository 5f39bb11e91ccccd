package io.vmstation.config;

import io.vmstation.config.SettingType.Methods;
import io.vmstation.config.SettingType.PathText;
import io.vmstation.config.SettingType.Price;
import io.vmstation.config.SettingType.Sources;
import io.vmstation.node.Network;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one reading: bundled defaults, overlaid by the file of the home, overlaid by the
 * environment. Every value is checked already. Immutable.
 *
 * <p>Asking for a key that no setting has, or for another type than it has, is a mistake of the
 * program and ends in an {@link IllegalArgumentException}.
 */
public final class Settings {
    private final Map<String, Setting> byKey;
    private final ConfigFiles files;
    private final Path folder;

    Settings(Collection<Setting> settings, ConfigFiles files, Path folder) {
        Map<String, Setting> map = new LinkedHashMap<>();
        settings.forEach(setting -> map.put(setting.key(), setting));
        this.byKey = Collections.unmodifiableMap(map);
        this.files = files;
        this.folder = folder;
    }

    /** The environment variable that overrides a setting. */
    public static String variable(String key) {
        return SettingKey.variable(key);
    }

    /** A duration, not negative. */
    public Duration duration(String key) {
        return value(key, Duration.class);
    }

    /** A size in bytes, positive. */
    public long bytes(String key) {
        return value(key, Long.class);
    }

    /** A whole number. */
    public int integer(String key) {
        return value(key, Integer.class);
    }

    /** A price, not negative; nothing when the setting is empty. */
    public Optional<BigDecimal> price(String key) {
        return value(key, Price.class).amount();
    }

    /** A switch. */
    public boolean flag(String key) {
        return value(key, Boolean.class);
    }

    /** Any setting as it was written; also one that only routes know. */
    public String text(String key) {
        return setting(key).text();
    }

    /** A list of words, in order; may be empty. */
    public List<String> list(String key) {
        Object value = value(key, Object.class);
        if (value instanceof Methods methods) {
            return methods.names();
        }
        if (value instanceof Sources sources) {
            return sources.entries();
        }
        if (value instanceof List<?> items) {
            return items.stream().map(String::valueOf).toList();
        }
        throw new IllegalArgumentException("the setting " + key + " is not a list");
    }

    /** A list of whole numbers, in order. */
    public List<Integer> integers(String key) {
        List<?> items = value(key, List.class);
        return items.stream().map(Integer.class::cast).toList();
    }

    /** A list of networks, in order; may be empty. */
    public List<Network> networks(String key) {
        List<?> items = value(key, List.class);
        return items.stream().map(Network.class::cast).toList();
    }

    /** An address to listen at. */
    public InetSocketAddress listenAddress(String key) {
        return value(key, InetSocketAddress.class);
    }

    /**
     * A path, resolved beside the folder of the settings ({@code <home>/config}, or the current
     * folder when there is no home); nothing when the setting is empty.
     */
    public Optional<Path> optionalPath(String key) {
        String written = value(key, PathText.class).written();
        return written.isEmpty() ? Optional.empty() : Optional.of(files.resolve(folder, written));
    }

    /** Whether that setting is what it is by default. */
    public boolean isDefault(String key) {
        return setting(key).isDefault();
    }

    /** Every effective key and its text, those of routes and of Camel too; for placeholders. */
    public Map<String, String> asProperties() {
        Map<String, String> texts = new LinkedHashMap<>();
        byKey.forEach((key, setting) -> texts.put(key, setting.text()));
        return Collections.unmodifiableMap(texts);
    }

    boolean has(String key) {
        return byKey.containsKey(key);
    }

    Place place(String key) {
        return setting(key).place();
    }

    private Setting setting(String key) {
        Setting setting = byKey.get(key);
        if (setting == null) {
            throw new IllegalArgumentException("there is no setting " + key);
        }
        return setting;
    }

    private <T> T value(String key, Class<T> type) {
        Object value = setting(key).value().orElse("");
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "the setting " + key + " is not of type " + type.getSimpleName());
        }
        return type.cast(value);
    }
}
