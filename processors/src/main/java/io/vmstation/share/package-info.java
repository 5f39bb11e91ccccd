/** Wakes a node when somebody uses a directory that this machine shares. */
@NullMarked
package io.vmstation.share;

import org.jspecify.annotations.NullMarked;
