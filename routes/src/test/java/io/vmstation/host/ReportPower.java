package io.vmstation.host;

import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.PowerReport;
import io.vmstation.spi.PowerReport.Chassis;
import io.vmstation.spi.PowerReport.Outcome;
import io.vmstation.spi.RequestFailure;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A power switch that switches nothing: the node {@code demo} is on and takes every order but a
 * cycle that is not forced, the BMC of any other does not answer. It fails as the real one does.
 */
public final class ReportPower implements Processor {
    @Override
    public void process(Exchange exchange) {
        String node = exchange.getVariable(ExchangeVariables.NODE, String.class);
        String action = exchange.getVariable(ExchangeVariables.ACTION, String.class);
        Outcome outcome =
                outcome(
                        node,
                        action,
                        flag(exchange, ExchangeVariables.FORCE),
                        flag(exchange, ExchangeVariables.DRY_RUN));
        boolean served = !(outcome instanceof Outcome.Failed || outcome instanceof Outcome.Refused);
        exchange.setVariable(
                ExchangeVariables.POWER,
                new PowerReport(
                        outcome instanceof Outcome.Ordered ? "power-1" : "",
                        node,
                        action,
                        outcome,
                        node.equals("demo")
                                ? Optional.of(
                                        new Chassis(true, Optional.of(true), Optional.empty()))
                                : Optional.empty(),
                        outcome instanceof Outcome.Ordered
                                ? List.of("it is in use: sessions: alice")
                                : List.of()));
        if (!served) {
            throw new RequestFailure(
                    "Node " + node + ", " + action + " is not done: " + outcome.detail(), 30);
        }
    }

    private static Outcome outcome(String node, String action, boolean force, boolean dryRun) {
        if (!node.equals("demo")) {
            return new Outcome.Failed("no answer within 10 s");
        } else if (action.equals("status")) {
            return new Outcome.Shown("its chassis is on");
        } else if (dryRun) {
            return new Outcome.Planned("the BMC would be given the order " + action);
        } else if (action.equals("on")) {
            return new Outcome.Unchanged("its chassis is on already");
        } else if (action.equals("cycle") && !force) {
            return new Outcome.Refused("it has to be forced");
        } else {
            return new Outcome.Ordered("the BMC took the order");
        }
    }

    private static boolean flag(Exchange exchange, String variable) {
        return Boolean.TRUE.equals(exchange.getVariable(variable, Boolean.class));
    }
}
