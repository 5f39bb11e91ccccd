package io.vmstation.config;

import static java.util.Objects.requireNonNull;

/**
 * Where something stands in the configuration.
 *
 * @param file as shown to people
 * @param line counted from 1; 0 when unknown
 * @param key path of the key inside the file, {@code nodes[1].wake.ports}; may be empty
 */
record Place(String file, int line, String key) {
    Place {
        requireNonNull(file, "file is null");
        requireNonNull(key, "key is null");
    }

    static Place of(String file) {
        return new Place(file, 0, "");
    }

    Place at(int otherLine) {
        return new Place(file, otherLine, key);
    }

    Place named(String otherKey) {
        return new Place(file, line, otherKey);
    }

    Place child(String name) {
        return named(key.isEmpty() ? name : key + "." + name);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
