package io.vmstation.config;

/**
 * One key of a properties file.
 *
 * @param key unescaped
 * @param value unescaped, without white space around it
 * @param line where the key stands, counted from 1
 * @param comment the comment lines right above it, without their marks
 */
record PropertyLine(String key, String value, int line, String comment) {}
