package io.vmstation.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Overlays the layers of settings and checks every value of every layer. */
final class SettingsReader {
    private static final String PREFIX = "VMSTATION_";
    private static final String HOME = "VMSTATION_HOME";
    private static final String ENVIRONMENT = "environment";

    private final Set<String> referencedByRoutes;
    private final Problems problems;
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    SettingsReader(Set<String> referencedByRoutes, Problems problems) {
        this.referencedByRoutes = referencedByRoutes;
        this.problems = problems;
    }

    /** Lays the keys of a properties file over what was read before. */
    SettingsReader overlay(String text, Place file, boolean areDefaults) {
        for (PropertyLine line : new PropertiesReader(problems).read(text, file)) {
            Place place = file.at(line.line()).named(line.key());
            if (isKnown(line.key())) {
                accept(line.key(), line.value(), place, areDefaults);
            } else {
                problems.report(
                        place,
                        "is not a setting: "
                                + Suggestion.orElse(
                                        line.key(),
                                        knownNames(),
                                        "remove it, docs/configuration.md lists all of them"));
            }
        }
        return this;
    }

    /** Lays the variables {@code VMSTATION_...} over what was read before. */
    SettingsReader overlay(Map<String, String> environment) {
        Map<String, String> keys = new HashMap<>();
        knownNames().forEach(name -> keys.put(SettingKey.variable(name), name));
        new TreeMap<>(environment)
                .forEach(
                        (variable, value) -> {
                            String key = keys.get(variable);
                            Place place = new Place(ENVIRONMENT, 0, variable);
                            if (key != null) {
                                accept(key, value.strip(), place, false);
                            } else if (variable.startsWith(PREFIX) && !variable.equals(HOME)) {
                                problems.warn(
                                        place,
                                        "is not a setting and is ignored"
                                                + guess(variable, keys.keySet()));
                            }
                        });
        return this;
    }

    private static String guess(String variable, Set<String> known) {
        Set<String> rests = new LinkedHashSet<>();
        known.forEach(name -> rests.add(name.substring(PREFIX.length())));
        return Suggestion.closest(variable.substring(PREFIX.length()), rests)
                .map(rest -> ": did you mean '" + PREFIX + rest + "'?")
                .orElse("");
    }

    /** What came out; a value that is wrong leaves the one beneath it in place. */
    Settings finish(ConfigFiles files, Path folder, Place defaults) {
        for (String name : SettingsSchema.names()) {
            if (!settings.containsKey(name)) {
                problems.report(defaults.named(name), "has no default: add it to this file");
            }
        }
        return new Settings(settings.values(), files, folder);
    }

    private boolean isKnown(String key) {
        return SettingsSchema.find(key).isPresent()
                || referencedByRoutes.contains(key)
                || key.startsWith("camel.");
    }

    private Set<String> knownNames() {
        Set<String> names = new LinkedHashSet<>(SettingsSchema.names());
        names.addAll(referencedByRoutes);
        names.addAll(settings.keySet());
        return names;
    }

    private void accept(String key, String text, Place place, boolean isDefault) {
        Optional<SettingType> type = typeOf(key);
        try {
            Optional<Object> value = type.map(t -> t.parser().parse(text));
            boolean same = isDefault || isDefaultText(key, text);
            settings.put(key, new Setting(key, text, value, place, same));
        } catch (IllegalArgumentException e) {
            problems.report(place, text, String.valueOf(e.getMessage()));
        }
    }

    /** People copy the default file whole: what they did not change in it, they did not say. */
    private boolean isDefaultText(String key, String text) {
        Setting beneath = settings.get(key);
        return beneath != null && beneath.isDefault() && beneath.text().equals(text);
    }

    private Optional<SettingType> typeOf(String key) {
        Optional<SettingType> declared = SettingsSchema.find(key).map(SettingKey::type);
        boolean switchesRoute = referencedByRoutes.contains(key) && key.endsWith(".enabled");
        return declared.isEmpty() && switchesRoute ? Optional.of(SettingType.flag()) : declared;
    }
}
