/** What is common to sources that run programs. */
@NullMarked
package io.vmstation.ipmi.source.tool;

import org.jspecify.annotations.NullMarked;
