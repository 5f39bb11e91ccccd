/** When BMCs are read, and what state they are in. */
@NullMarked
package io.vmstation.ipmi.poll;

import org.jspecify.annotations.NullMarked;
