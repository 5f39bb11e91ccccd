/** The words of the domain: nodes, their services, their addresses. No input, no output. */
@NullMarked
package io.vmstation.node;

import org.jspecify.annotations.NullMarked;
