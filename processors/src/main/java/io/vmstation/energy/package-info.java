/** What machines draw, added up, and what their sleep saved. */
@NullMarked
package io.vmstation.energy;

import org.jspecify.annotations.NullMarked;
