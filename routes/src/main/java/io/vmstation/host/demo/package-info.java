/** Shows the main job without any hardware: only the node is simulated. */
@NullMarked
package io.vmstation.host.demo;

import org.jspecify.annotations.NullMarked;
