/** The monitoring stack: values in its manifests, and the configuration of its forerunner. */
@NullMarked
package io.vmstation.kube.stack;

import org.jspecify.annotations.NullMarked;
