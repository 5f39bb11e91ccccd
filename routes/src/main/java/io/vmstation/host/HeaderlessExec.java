package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecComponent;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camel's {@code exec} component, of which no message can change what is run. The stock one takes
 * the program, its arguments, its folder and more from headers of the message, so that whoever can
 * set a header, by whatever trigger and in whatever spelling, runs what he likes. Here every header
 * that begins with {@code CamelExec} is removed before a program is run, be it from outside or from
 * the route: the one cannot be told from the other. Arguments that a route finds out itself go into
 * the exchange variable {@link #ARGUMENTS}, which nobody outside can set. Answers carry the same
 * headers as ever.
 */
final class HeaderlessExec extends ExecComponent {
    /** Under this name Camel finds it when a route says {@code exec:}. */
    static final String BEAN = "exec-component";

    /** One argument, or a list of them, each passed on as it is, in place of those in the URI. */
    static final String ARGUMENTS = "execArguments";

    private static final Logger log = LoggerFactory.getLogger(HeaderlessExec.class);
    private static final String PREFIX = "camelexec";

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        ExecEndpoint endpoint = (ExecEndpoint) super.createEndpoint(uri, remaining, parameters);
        endpoint.setBinding(new Headerless(endpoint.getBinding()));
        return endpoint;
    }

    /** Lets the other see a message without such headers. */
    private record Headerless(ExecBinding other) implements ExecBinding {
        Headerless {
            requireNonNull(other, "other is null");
        }

        @Override
        public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
            List<String> refused =
                    exchange.getIn().getHeaders().keySet().stream()
                            .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(PREFIX))
                            .toList();
            refused.forEach(exchange.getIn()::removeHeader);
            if (!refused.isEmpty()) {
                log.warn(
                        "Headers do not say what is run, they were removed: route={}, count={}, use"
                                + " the variable {}",
                        exchange.getFromRouteId(),
                        refused.size(),
                        ARGUMENTS);
            }
            Object arguments = exchange.getVariable(ARGUMENTS);
            if (arguments != null) {
                Collection<?> each =
                        arguments instanceof Collection<?> many ? many : List.of(arguments);
                exchange.getIn()
                        .setHeader(EXEC_COMMAND_ARGS, each.stream().map(String::valueOf).toList());
            }
            return other.readInput(exchange, endpoint);
        }

        @Override
        public void writeOutput(Exchange exchange, ExecResult result) {
            other.writeOutput(exchange, result);
        }
    }
}
