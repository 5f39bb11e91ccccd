package io.vmstation.config;

import java.util.Optional;

/**
 * A setting as it stands.
 *
 * @param text as written, without white space around it
 * @param value by type; absent for keys that only routes read
 * @param place where it was written; names the variable when that was the environment
 * @param isDefault whether it is what it is by default
 */
record Setting(String key, String text, Optional<Object> value, Place place, boolean isDefault) {}
