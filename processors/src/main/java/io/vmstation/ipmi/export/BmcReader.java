package io.vmstation.ipmi.export;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.source.BmcConnection;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.Node;
import java.util.concurrent.CompletableFuture;

/** Reads BMCs when somebody asks, one thing at a time of each. Thread-safe. */
public interface BmcReader {

    /**
     * Reads the BMC of a node as nodes.yaml says how.
     *
     * @return completes normally; whatever goes wrong is a finding. Cancelling it ends the attempt.
     */
    CompletableFuture<BmcReading> read(Node node, ReadOrder order);

    /**
     * Reads any BMC.
     *
     * @return as above
     */
    CompletableFuture<BmcReading> read(BmcConnection connection, ReadOrder order);
}
