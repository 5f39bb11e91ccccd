/** What IPMI calls things, in the words of FreeIPMI, which ipmi_exporter shows. Facts only. */
@NullMarked
package io.vmstation.ipmi.standard;

import org.jspecify.annotations.NullMarked;
