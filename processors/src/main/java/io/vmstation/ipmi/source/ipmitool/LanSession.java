package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.tool.Answer;
import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.Answer.Trouble;
import io.vmstation.ipmi.source.tool.CipherSuites;
import io.vmstation.ipmi.source.tool.Deadline;
import io.vmstation.ipmi.source.tool.HostAddress;
import io.vmstation.ipmi.source.tool.Outcomes;
import io.vmstation.ipmi.source.tool.Session;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * ipmitool over the network, with a session for each run. The password reaches it by its
 * environment, which only root and we can read, and only while it runs; a file would be on a disk,
 * and would outlive us if we are killed. Version 1.8.19 looks at {@code IPMITOOL_PASSWORD} first,
 * which may be set in our own environment, so both variables are set.
 *
 * @param suites which cipher suite each BMC understood
 * @param privilege to ask for
 */
record LanSession(Lan bmc, Commands commands, CipherSuites suites, Privilege privilege)
        implements Session {
    private static final Outcomes OUTCOMES = IpmitoolErrors.outcomes(Extent.STALLED);
    private static final int MOST_TRIES = 4;

    @Override
    public CompletableFuture<Answer> ask(List<String> question, Deadline deadline) {
        Optional<String> objection = HostAddress.objection(bmc);
        if (objection.isPresent()) {
            return CompletableFuture.completedFuture(new Trouble(Extent.SESSION, objection.get()));
        }
        return suites.converse(
                bmc,
                deadline,
                (suite, until) ->
                        commands.run(line(question, suite, until), secrets(), until.left())
                                .thenApply(result -> OUTCOMES.of("ipmitool", result)));
    }

    private Map<String, String> secrets() {
        return Map.of(
                "IPMI_PASSWORD", bmc.password().text(), "IPMITOOL_PASSWORD", bmc.password().text());
    }

    private List<String> line(List<String> question, int suite, Deadline deadline) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                question.get(0),
                                "-I",
                                "lanplus",
                                "-H",
                                bmc.host(),
                                "-p",
                                String.valueOf(bmc.port()),
                                "-U",
                                bmc.user(),
                                "-E",
                                "-C",
                                String.valueOf(suite),
                                "-L",
                                privilege.name(),
                                "-N",
                                "1",
                                "-R",
                                String.valueOf(tries(deadline))));
        line.addAll(question.subList(1, question.size()));
        return line;
    }

    /**
     * How often it sends each packet. It waits a second longer each time, and asks a BMC that is
     * silent for its capabilities twice: that is over before the deadline, so that it can say so.
     */
    private static int tries(Deadline deadline) {
        int tries = 1;
        while (tries < MOST_TRIES
                && !deadline.isWithin(Duration.ofSeconds((tries + 1L) * (tries + 2)))) {
            tries++;
        }
        return tries;
    }
}
