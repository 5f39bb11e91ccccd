package io.vmstation.config;

import java.util.Locale;

/**
 * A setting that this program reads. Its default and its description stand in {@code
 * config/application.properties}.
 *
 * @param name {@code wake.cool-down}
 * @param type what may stand behind it
 */
record SettingKey(String name, SettingType type) {

    /** The environment variable that overrides a setting of that name. */
    static String variable(String name) {
        return "VMSTATION_" + name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }
}
