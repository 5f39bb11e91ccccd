/** The server of the API. */
@NullMarked
package io.vmstation.host.door;

import org.jspecify.annotations.NullMarked;
