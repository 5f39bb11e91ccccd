package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.source.tool.Answer;
import io.vmstation.ipmi.source.tool.Answer.Printed;
import io.vmstation.ipmi.source.tool.Answer.Trouble;
import io.vmstation.ipmi.source.tool.Deadline;
import io.vmstation.ipmi.source.tool.Session;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lets ipmitool write records, as the BMC has them, into a file, and reads that. */
interface Dumps {
    /** More than the largest repository has: 65,535 records of 16 bytes. */
    int MOST = 1024 * 1024;

    /**
     * Dumps.
     *
     * @param question without the name of the file, which is its last argument
     * @return completes normally
     */
    CompletableFuture<Dump> of(Session session, List<String> question, Deadline deadline);

    /**
     * What came of it.
     *
     * @param answer of ipmitool, or what else failed
     * @param bytes of the file, at most {@link #MOST}; none after a failure
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Dump(Answer answer, byte[] bytes) {

        static Dump failed(Answer.Extent extent, String reason) {
            return new Dump(new Trouble(extent, reason), new byte[0]);
        }

        boolean isThere() {
            return answer instanceof Printed;
        }
    }
}
