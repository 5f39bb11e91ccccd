/** FreeIPMI's programs as a source. */
@NullMarked
package io.vmstation.ipmi.source.freeipmi;

import org.jspecify.annotations.NullMarked;
