/** This machine's own network: its interfaces, raw Ethernet frames, ARP, and Netty's transports. */
@NullMarked
package io.vmstation.lan;

import org.jspecify.annotations.NullMarked;
