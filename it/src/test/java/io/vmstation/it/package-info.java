/** The packaged host against real parts: namespaces, sleeping machines, sshd, HTTP. */
@NullMarked
package io.vmstation.it;

import org.jspecify.annotations.NullMarked;
