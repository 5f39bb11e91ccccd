package io.vmstation.config;

/**
 * A key that may stand in a map of a file, declared once for the reader and for the reference.
 *
 * @param name as the reference writes it
 * @param form what is written behind it
 * @param description a sentence for people
 */
record YamlKey(String name, String form, String description) {}
