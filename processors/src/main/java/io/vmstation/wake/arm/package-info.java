/** Makes sure that network interfaces listen for magic packets while their machine sleeps. */
@NullMarked
package io.vmstation.wake.arm;

import org.jspecify.annotations.NullMarked;
