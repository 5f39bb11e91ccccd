/** Reads how Samba is set up, and checks that it can tell who uses a share. */
@NullMarked
package io.vmstation.share.samba;

import org.jspecify.annotations.NullMarked;
