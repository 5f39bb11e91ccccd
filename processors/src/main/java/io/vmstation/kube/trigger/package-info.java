/** What begins routes when something is noticed of a cluster. */
@NullMarked
package io.vmstation.kube.trigger;

import org.jspecify.annotations.NullMarked;
