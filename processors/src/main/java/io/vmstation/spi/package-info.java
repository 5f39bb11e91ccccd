/** What the features meet through, and what a user's own jar may implement. */
@NullMarked
package io.vmstation.spi;

import org.jspecify.annotations.NullMarked;
