/** Looks at every node now and then, and shows what was last seen of each. */
@NullMarked
package io.vmstation.watch;

import org.jspecify.annotations.NullMarked;
