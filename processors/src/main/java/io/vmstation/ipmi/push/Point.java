package io.vmstation.ipmi.push;

/**
 * A value of a series, at whatever time.
 *
 * @param series whose value it is
 * @param value may be not a number
 */
record Point(Series series, double value) {}
