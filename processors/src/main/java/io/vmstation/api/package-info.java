/** The API: who may call it, and what it answers. */
@NullMarked
package io.vmstation.api;

import org.jspecify.annotations.NullMarked;
