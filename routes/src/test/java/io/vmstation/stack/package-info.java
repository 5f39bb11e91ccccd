/** The files of the monitoring stack, held to the tools that read them. */
@NullMarked
package io.vmstation.stack;

import org.jspecify.annotations.NullMarked;
