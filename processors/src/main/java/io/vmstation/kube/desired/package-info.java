/** What a cluster should hold: from files of several kinds to checked objects. */
@NullMarked
package io.vmstation.kube.desired;

import org.jspecify.annotations.NullMarked;
