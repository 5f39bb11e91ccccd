/** What Kubernetes has to do with a node that sleeps and wakes. */
@NullMarked
package io.vmstation.kube;

import org.jspecify.annotations.NullMarked;
