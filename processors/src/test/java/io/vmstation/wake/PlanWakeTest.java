package io.vmstation.wake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestNode;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.Timetable;
import io.vmstation.spi.WakePlan;
import java.time.InstantSource;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlanWakeTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Site site = new Site();

    @AfterEach
    void close() {
        context.stop();
    }

    private WakePlan plan(String service) throws Exception {
        return plan(service, site.node("tower", "router"));
    }

    private WakePlan plan(String service, Node node) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        exchange.setVariable(ExchangeVariables.NODE, "tower");
        exchange.setVariable(ExchangeVariables.SERVICE, service);
        Nodes nodes = new Nodes(List.of(node));
        new ResolveNode(() -> nodes, Timetable.NONE, InstantSource.system()).process(exchange);
        PlanWake step = new PlanWake(site, new WakeMethods(List.of(site.method("udp"))));
        step.process(exchange);
        return exchange.getVariable(ExchangeVariables.PLAN, WakePlan.class);
    }

    @Test
    void saysWhatWouldBeDoneInWhichOrderAndSendsNothing() throws Exception {
        WakePlan plan = plan("");

        assertThat(plan.awake()).isFalse();
        assertThat(plan.answer()).isEqualTo("no answer");
        assertThat(plan.steps())
                .containsExactly(
                        new WakePlan.Step("dependency", "wakes router first, unless it is awake"),
                        new WakePlan.Step("udp", "asks it to wake"));
        assertThat(site.asked).isEmpty();
        assertThat(site.events).isEmpty();
        assertThat(site.states).isEmpty();
    }

    @Test
    void saysWhyNothingCanBeSent() throws Exception {
        Node withoutMac = TestNode.like(site.node("tower")).noMac().build();

        assertThat(plan("", withoutMac).steps())
                .containsExactly(
                        new WakePlan.Step(
                                "nothing", "can be sent: no MAC address is configured for it"));
    }

    @Test
    void saysThatItIsAwake() throws Exception {
        site.answers.put("tower", Site.READY);
        assertThat(plan("web").awake()).isTrue();
    }
}
