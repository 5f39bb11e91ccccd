/**
 * Talks to BMCs over the network, IPMI 2.0 by RMCP+. The only package that knows the library
 * ipmi-java, whose jar may be missing: only {@link io.vmstation.ipmi.source.lan.Login}, {@link
 * io.vmstation.ipmi.source.lan.Session}, {@link io.vmstation.ipmi.source.lan.RawCommand} and {@link
 * io.vmstation.ipmi.source.lan.Suite} link to it, when a BMC is asked.
 */
@NullMarked
package io.vmstation.ipmi.source.lan;

import org.jspecify.annotations.NullMarked;
