/** Holds a client's connection while a route wakes the node behind it, then relays it. */
@NullMarked
package io.vmstation.relay;

import org.jspecify.annotations.NullMarked;
