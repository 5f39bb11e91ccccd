package io.vmstation.config;

/**
 * A value and where it was written.
 *
 * @param value what was read
 * @param text as it was written
 * @param place where
 */
record Located<T>(T value, String text, Place place) {}
