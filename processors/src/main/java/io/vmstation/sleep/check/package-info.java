/** What tells whether a node is in use: one class a check. */
@NullMarked
package io.vmstation.sleep.check;

import org.jspecify.annotations.NullMarked;
