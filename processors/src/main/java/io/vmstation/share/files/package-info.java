/** Notices what local programs, file servers among them, do with the files of a directory. */
@NullMarked
package io.vmstation.share.files;

import org.jspecify.annotations.NullMarked;
