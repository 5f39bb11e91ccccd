/** Route files: read, checked, loaded and exchanged while the host runs. */
@NullMarked
package io.vmstation.host.routes;

import org.jspecify.annotations.NullMarked;
