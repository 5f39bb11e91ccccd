/** Records that BMCs keep, and what stands in them: sensors and events. */
@NullMarked
package io.vmstation.ipmi.record;

import org.jspecify.annotations.NullMarked;
