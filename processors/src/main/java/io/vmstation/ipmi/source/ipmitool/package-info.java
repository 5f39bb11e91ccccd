/** {@code ipmitool} as a source. */
@NullMarked
package io.vmstation.ipmi.source.ipmitool;

import org.jspecify.annotations.NullMarked;
