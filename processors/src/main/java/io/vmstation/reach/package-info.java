/** Asks whether a node, or a service of it, answers right now. */
@NullMarked
package io.vmstation.reach;

import org.jspecify.annotations.NullMarked;
