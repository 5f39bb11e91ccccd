package io.vmstation.ipmi.source.tool;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A way to ask one BMC by programs. Never blocks. */
public interface Session {

    /**
     * Asks.
     *
     * @param question the program and what it is to do; how the BMC is reached is added
     * @return completes normally, by about the deadline
     */
    CompletableFuture<Answer> ask(List<String> question, Deadline deadline);
}
