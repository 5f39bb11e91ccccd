/** A node that exists only in this process, and the files that describe it. */
@NullMarked
package io.vmstation.host.demo;

import org.jspecify.annotations.NullMarked;
