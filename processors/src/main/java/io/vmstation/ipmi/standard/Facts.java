package io.vmstation.ipmi.standard;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Tables that lie beside this class. */
final class Facts {

    /** The lines of a table without its comments. */
    static Stream<String> lines(String table) {
        try (InputStream in = Facts.class.getResourceAsStream(table)) {
            return new String(
                            requireNonNull(in, table + " is missing").readAllBytes(),
                            StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Facts() {}
}
