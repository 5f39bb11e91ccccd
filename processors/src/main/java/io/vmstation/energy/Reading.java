package io.vmstation.energy;

/**
 * What a node drew at one moment.
 *
 * @param nanos when, by the steady clock
 */
record Reading(long nanos, double watts) {}
