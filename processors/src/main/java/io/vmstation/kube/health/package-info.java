/** How the objects of a cluster do, by the rules of kstatus, with sleeping nodes in mind. */
@NullMarked
package io.vmstation.kube.health;

import org.jspecify.annotations.NullMarked;
