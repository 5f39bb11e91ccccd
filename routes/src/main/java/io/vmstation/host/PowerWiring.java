package io.vmstation.host;

import io.vmstation.ipmi.power.BmcPowerOn;
import io.vmstation.ipmi.power.PowerNode;
import io.vmstation.ipmi.power.PowerOrders;
import io.vmstation.ipmi.power.PowerSurroundings;
import io.vmstation.ipmi.power.SoftOff;
import io.vmstation.lan.ThisMachine;
import io.vmstation.spi.Events;
import io.vmstation.spi.SleepMethod;
import io.vmstation.spi.WakeMethod;
import java.util.Map;
import java.util.function.Supplier;

/** What switches machines on and off by their BMCs: a wake method, a sleep method, a route. */
final class PowerWiring {

    /** The last rung of the ladder. */
    static WakeMethod wakeMethod(Supplier<HostParts> parts) {
        return new BmcPowerOn(() -> parts.get().bmcs().power().counted());
    }

    /** A sleep without SSH. */
    static SleepMethod sleepMethod(Supplier<HostParts> parts) {
        return new SoftOff(() -> parts.get().bmcs().power().counted());
    }

    /** What the route that switches machines refers to. */
    static Map<String, Object> beans(CurrentNodes nodes, HostParts parts, Events events) {
        PowerParts power = parts.bmcs().power();
        ThisMachine machine = new ThisMachine();
        PowerSurroundings around =
                new PowerSurroundings(
                        nodes,
                        parts.states(),
                        parts.judging().judge(),
                        parts.relays(),
                        parts.wakes()::isWanted,
                        node -> parts.sleeps().underWay(node.name()).isPresent(),
                        node -> machine.is(node.name(), node.addresses()),
                        events);
        PowerOrders orders = new PowerOrders(power::chassis, around, power.metrics());
        return Map.of("powerNode", new PowerNode(nodes, orders, parts.bmcs().onward()));
    }

    private PowerWiring() {}
}
