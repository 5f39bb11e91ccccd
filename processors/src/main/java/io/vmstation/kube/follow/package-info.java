/** When a cluster is looked at, by which host, what is seen of it meanwhile, and what is told. */
@NullMarked
package io.vmstation.kube.follow;

import org.jspecify.annotations.NullMarked;
