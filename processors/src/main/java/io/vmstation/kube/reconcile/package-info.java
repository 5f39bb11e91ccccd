/** The words of reconciling: what is wanted, what there is, what was done about it. */
@NullMarked
package io.vmstation.kube.reconcile;

import org.jspecify.annotations.NullMarked;
