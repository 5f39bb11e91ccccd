/** What BMCs tell, as Prometheus reads it. */
@NullMarked
package io.vmstation.ipmi.export;

import org.jspecify.annotations.NullMarked;
