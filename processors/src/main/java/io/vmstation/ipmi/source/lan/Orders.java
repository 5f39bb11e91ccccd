package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;

/** Orders to a chassis: Chassis Control, IPMI 2.0 section 28.3. */
final class Orders {

    static PowerResult give(Talk bmc, PowerAction action) {
        int control =
                switch (action) {
                    case HARD_OFF -> 0;
                    case ON -> 1;
                    case CYCLE -> 2;
                    case SOFT_OFF -> 5;
                };
        Request request = new Request("Chassis Control", 0x00, 0x02, control);
        try {
            // Given twice it would take the power from what has just come up.
            Answer answer = action == PowerAction.CYCLE ? bmc.askOnce(request) : bmc.ask(request);
            answer.orFail();
            return new PowerResult.Accepted();
        } catch (LanFailure e) {
            return new PowerResult.Refused(e.reason());
        }
    }

    private Orders() {}
}
