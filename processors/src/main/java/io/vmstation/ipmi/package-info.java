/** Baseboard management controllers. */
@NullMarked
package io.vmstation.ipmi;

import org.jspecify.annotations.NullMarked;
