/** Switching machines on and off, by their baseboard management controllers. */
@NullMarked
package io.vmstation.ipmi.power;

import org.jspecify.annotations.NullMarked;
