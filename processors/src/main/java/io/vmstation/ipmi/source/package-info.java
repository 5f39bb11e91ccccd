/** What can talk to a BMC. */
@NullMarked
package io.vmstation.ipmi.source;

import org.jspecify.annotations.NullMarked;
