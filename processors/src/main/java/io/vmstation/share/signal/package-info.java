/** What every way of noticing the use of a share has in common. */
@NullMarked
package io.vmstation.share.signal;

import org.jspecify.annotations.NullMarked;
