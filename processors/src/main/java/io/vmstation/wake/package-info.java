/** The wake engine: one wake a node, from the request until the service is ready. */
@NullMarked
package io.vmstation.wake;

import org.jspecify.annotations.NullMarked;
