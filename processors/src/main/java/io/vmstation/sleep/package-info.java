/** Whether a node is in use, and the way to put it to sleep when it is not. */
@NullMarked
package io.vmstation.sleep;

import org.jspecify.annotations.NullMarked;
