package io.vmstation.ipmi.power;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.node.Node;
import io.vmstation.node.Options;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import io.vmstation.spi.SleepMethod.Order;
import io.vmstation.spi.SleepMethod.Sent.Accepted;
import io.vmstation.spi.SleepMethod.Sent.Refused;
import io.vmstation.wake.RecordedCommands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoftOffTest {
    private final ScriptedChassis chassis = new ScriptedChassis().on(true);
    private final SoftOff method = new SoftOff(() -> chassis);
    private final Order order =
            order(
                    TestNode.named("storage")
                            .bmc(
                                    TestBmc.overLan(
                                            "192.0.2.9", 623, "admin", Path.of("x"), List.of(3)))
                            .build());

    private static Order order(Node node) {
        return new Order(node, Options.NONE, new RecordedCommands(), Duration.ofSeconds(30));
    }

    @Test
    void theBmcPressesThePowerButton() {
        assertThat(method.send(order).join())
                .isEqualTo(new Accepted("the BMC of storage has pressed the power button"));
        assertThat(chassis.orders).containsExactly("SOFT_OFF storage");
    }

    @Test
    void aBmcThatDoesNotDoItIsARefusalWithItsReason() {
        chassis.answers(new PowerResult.Refused("the BMC does not know that login"));

        assertThat(method.send(order).join())
                .isEqualTo(new Refused("the BMC does not know that login"));
    }

    @Test
    void aPlanTouchesNothing() {
        assertThat(method.plan(order)).isEqualTo("run chassis soft-off by the BMC of storage");
        assertThat(chassis.orders).isEmpty();
    }

    @Test
    void aNodeWithoutABmcIsARefusal() {
        Order without = order(TestNode.named("storage").build());

        assertThat(method.send(without).join())
                .isEqualTo(new Refused("it has no BMC: set bmc in nodes.yaml"));
        assertThat(method.plan(without)).isEqualTo("nothing: it has no BMC: set bmc in nodes.yaml");
        assertThat(chassis.orders).isEmpty();
    }
}
