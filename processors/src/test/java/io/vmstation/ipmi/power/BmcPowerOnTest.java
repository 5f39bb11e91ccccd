package io.vmstation.ipmi.power;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.node.Bmc;
import io.vmstation.node.Node;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import io.vmstation.spi.MethodOutcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BmcPowerOnTest {
    private final ScriptedChassis chassis = new ScriptedChassis();
    private final BmcPowerOn method = new BmcPowerOn(() -> chassis);
    private final Node node =
            TestNode.named("storage")
                    .bmc(TestBmc.overLan("192.0.2.9", 623, "admin", Path.of("x"), List.of(3)))
                    .build();

    @Test
    void aMachineThatIsOffIsSwitchedOn() {
        assertThat(method.ask(node).join())
                .isEqualTo(new MethodOutcome.Sent(1, "power on, by the BMC of storage"));
        assertThat(chassis.orders).containsExactly("ON storage");
    }

    @Test
    void aMachineThatIsOnGetsNoOrder() {
        chassis.on(true);

        assertThat(method.ask(node).join())
                .isEqualTo(new MethodOutcome.Unneeded("the chassis is on already"));
        assertThat(chassis.orders).isEmpty();
    }

    @Test
    void aBmcThatDoesNotAnswerIsAskedForNothingMore() {
        chassis.looks(new Finding.Failed("no answer within 10 s"));

        assertThat(method.ask(node).join())
                .isEqualTo(new MethodOutcome.Failed("no answer within 10 s"));
        assertThat(chassis.orders).isEmpty();
    }

    @Test
    void aBmcThatKnowsNoStatusIsGivenTheOrderAllTheSame() {
        chassis.looks(new Finding.Unsupported("no such command"));

        assertThat(method.ask(node).join()).isInstanceOf(MethodOutcome.Sent.class);
    }

    @Test
    void anOrderThatIsRefusedIsAFailureWithTheReason() {
        chassis.answers(new PowerResult.Refused("the privilege does not suffice"));

        assertThat(method.ask(node).join())
                .isEqualTo(new MethodOutcome.Failed("the privilege does not suffice"));
    }

    @Test
    void itSuitsNodesWhoseBmcAnswersWhileTheyAreOff() {
        Bmc inBand = new Bmc(new Bmc.InBand(), TestBmc.POLLING);

        assertThat(method.suits(node)).isTrue();
        assertThat(method.suits(TestNode.named("storage").bmc(inBand).build())).isFalse();
        assertThat(method.suits(TestNode.named("storage").mac("02:00:00:00:00:01").build()))
                .isFalse();
    }

    @Test
    void aPlanOrdersNothing() {
        assertThat(method.plan(node))
                .isEqualTo("asks the BMC of storage to switch the power on, if the chassis is off");
        assertThat(chassis.orders).isEmpty();
    }
}
