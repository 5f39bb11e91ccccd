/** The ways of asking a node to wake that come with the host. */
@NullMarked
package io.vmstation.wake.method;

import org.jspecify.annotations.NullMarked;
