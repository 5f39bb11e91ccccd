/** The steps of the routes that keep clusters as files say, and what is remembered of them. */
@NullMarked
package io.vmstation.kube.steps;

import org.jspecify.annotations.NullMarked;
