/** Runs programs of this machine. */
@NullMarked
package io.vmstation.exec;

import org.jspecify.annotations.NullMarked;
