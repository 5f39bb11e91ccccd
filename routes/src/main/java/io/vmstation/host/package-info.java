/** The process: boots, reads the files of a user, loads routes, opens the doors. */
@NullMarked
package io.vmstation.host;

import org.jspecify.annotations.NullMarked;
