/** What a BMC told, whoever read it and whatever becomes of it. */
@NullMarked
package io.vmstation.ipmi.reading;

import org.jspecify.annotations.NullMarked;
