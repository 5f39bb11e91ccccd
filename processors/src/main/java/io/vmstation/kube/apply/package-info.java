/** Makes a cluster as it is wanted: compares, applies, takes over, prunes. */
@NullMarked
package io.vmstation.kube.apply;

import org.jspecify.annotations.NullMarked;
