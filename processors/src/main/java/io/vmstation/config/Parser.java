package io.vmstation.config;

/** Turns text into a value. */
@FunctionalInterface
interface Parser<T> {
    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException with a message that continues {@code "text": ...} and says
     *     what is wrong and what is expected
     */
    T parse(String text);
}
