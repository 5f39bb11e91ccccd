package io.vmstation.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What a user set of a sleep check or a sleep method, by the names that it declared; read, checked
 * and complete: every option with a default has a value.
 *
 * @param values by name: {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@link
 *     Duration}, or a list of such
 */
public record Options(Map<String, Object> values) {
    /** There is nothing to set. */
    public static final Options NONE = new Options(Map.of());

    public Options {
        values = Map.copyOf(values);
    }

    /** A word, a path, an address. */
    public String text(String name) {
        return required(name, String.class);
    }

    /** A word that may be missing. */
    public Optional<String> optionalText(String name) {
        return Optional.ofNullable(values.get(name)).map(String.class::cast);
    }

    /** Several words. */
    public List<String> texts(String name) {
        return list(name, String.class);
    }

    /** A whole number, a port, or a size in bytes. */
    public long integer(String name) {
        return required(name, Long.class);
    }

    /** Several whole numbers. */
    public List<Long> integers(String name) {
        return list(name, Long.class);
    }

    /** A number. */
    public double number(String name) {
        return required(name, Double.class);
    }

    /** Yes or no. */
    public boolean flag(String name) {
        return required(name, Boolean.class);
    }

    /** A length of time. */
    public Duration duration(String name) {
        return required(name, Duration.class);
    }

    private <T> T required(String name, Class<T> type) {
        Object value = values.get(name);
        if (value == null) {
            throw new NoSuchElementException("there is no option " + name);
        }
        return type.cast(value);
    }

    private <T> List<T> list(String name, Class<T> type) {
        List<?> items = required(name, List.class);
        return items.stream().<T>map(type::cast).toList();
    }
}
