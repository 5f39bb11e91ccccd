/** The catalogue of every meter that the project registers. */
@NullMarked
package io.vmstation.metrics;

import org.jspecify.annotations.NullMarked;
