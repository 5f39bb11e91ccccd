package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.ReadOrder;

/** Reads one part of what a BMC tells. Stateless. */
interface Part {

    /**
     * Asks the BMC and understands its answers.
     *
     * @param memory what is kept of that BMC
     */
    Finding read(Conversation bmc, Memory memory, ReadOrder order) throws LanFailure;
}
