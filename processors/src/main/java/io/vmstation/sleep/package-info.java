/** Evidence of use, the verdict, and the transaction that puts a node to sleep or takes it back. */
@NullMarked
package io.vmstation.sleep;

import org.jspecify.annotations.NullMarked;
