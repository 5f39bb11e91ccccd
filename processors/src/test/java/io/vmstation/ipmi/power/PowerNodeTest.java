package io.vmstation.ipmi.power;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Event;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.PowerReport;
import io.vmstation.spi.RequestFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PowerNodeTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ScriptedChassis chassis = new ScriptedChassis();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Nodes nodes =
            new Nodes(
                    List.of(
                            TestNode.named("storage")
                                    .bmc(
                                            TestBmc.overLan(
                                                    "192.0.2.9",
                                                    623,
                                                    "admin",
                                                    Path.of("x"),
                                                    List.of(3)))
                                    .build()));
    private final PowerNode step =
            new PowerNode(
                    () -> nodes,
                    new PowerOrders(
                            () -> chassis,
                            TestSurroundings.around(
                                    nodes,
                                    State.UNKNOWN,
                                    event -> {
                                        events.add(event);
                                        return CompletableFuture.completedFuture(null);
                                    }),
                            new PowerMetrics(new SimpleMeterRegistry())),
                    Runnable::run);

    @AfterEach
    void close() {
        context.stop();
    }

    private Exchange ask(String node, String action) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        exchange.setVariable(ExchangeVariables.NODE, node);
        exchange.setVariable(ExchangeVariables.ACTION, action);
        exchange.setVariable(ExchangeVariables.SOURCE, "alice");
        return run(exchange);
    }

    private Exchange run(Exchange exchange) throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        step.process(exchange, ended::complete);
        ended.get(10, TimeUnit.SECONDS);
        return exchange;
    }

    private static PowerReport report(Exchange exchange) {
        return exchange.getVariable(ExchangeVariables.POWER, PowerReport.class);
    }

    @Test
    void leavesTheStatusInTheVariable() throws Exception {
        Exchange exchange = ask("storage", "status");

        assertThat(exchange.getException()).isNull();
        assertThat(report(exchange).chassis().orElseThrow().on()).isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void ordersWhatTheVariablesSay() throws Exception {
        assertThat(report(ask("storage", "on")).outcome().word()).isEqualTo("ordered");
        assertThat(chassis.orders).containsExactly("ON storage");
        assertThat(events).extracting(Event::source).containsOnly("alice");
        assertThat(events).extracting(Event::cause).containsOnly("unknown");
    }

    @Test
    void aRouteLearnsOfARefusalAndOfAFailure() throws Exception {
        Exchange refused = ask("storage", "cycle");
        assertThat(refused.getException())
                .isInstanceOf(RequestFailure.class)
                .hasMessageStartingWith("Node storage, cycle is not done: cycle takes the power");
        assertThat(report(refused).outcome().word()).isEqualTo("refused");

        chassis.answers(new PowerResult.Refused("the privilege does not suffice"));
        assertThat(ask("storage", "on").getException())
                .hasMessage("Node storage, on is not done: the privilege does not suffice");
    }

    @Test
    void aDryRunOrdersNothing() throws Exception {
        Exchange exchange = new DefaultExchange(context);
        exchange.setVariable(ExchangeVariables.NODE, "storage");
        exchange.setVariable(ExchangeVariables.ACTION, "on");
        exchange.setVariable(ExchangeVariables.DRY_RUN, "true");
        run(exchange);

        assertThat(report(exchange).outcome().word()).isEqualTo("planned");
        assertThat(chassis.orders).isEmpty();
    }

    @Test
    void whatIsNotKnownIsNoOrder() throws Exception {
        assertThat(ask("tower", "on").getException()).hasMessage("There is no node \"tower\"");
        assertThat(ask("storage", "off").getException())
                .hasMessage(
                        "There is no action \"off\": known are status, on, soft-off, cycle,"
                                + " hard-off");
        assertThat(chassis.orders).isEmpty();
    }
}
