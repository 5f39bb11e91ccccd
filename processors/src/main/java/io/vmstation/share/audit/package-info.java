/** Follows the log in which Samba's {@code vfs_full_audit} writes who does what. */
@NullMarked
package io.vmstation.share.audit;

import org.jspecify.annotations.NullMarked;
