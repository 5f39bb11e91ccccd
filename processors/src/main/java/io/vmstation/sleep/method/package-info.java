/** Ways to send a node to sleep: one class a way. */
@NullMarked
package io.vmstation.sleep.method;

import org.jspecify.annotations.NullMarked;
