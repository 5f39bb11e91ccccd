/** Sends readings of BMCs to receivers that cannot fetch them. */
@NullMarked
package io.vmstation.ipmi.push;

import org.jspecify.annotations.NullMarked;
