/** What machines draw, added up. */
@NullMarked
package io.vmstation.energy;

import org.jspecify.annotations.NullMarked;
