/** The command line, one command a class. */
@NullMarked
package io.vmstation.host.cli;

import org.jspecify.annotations.NullMarked;
