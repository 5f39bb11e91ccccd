package io.vmstation.ipmi.source.tool;

import io.vmstation.ipmi.source.BmcConnection;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.ipmi.source.PowerResult.Accepted;
import io.vmstation.ipmi.source.PowerResult.Refused;
import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.Answer.Printed;
import io.vmstation.ipmi.source.tool.Answer.Trouble;
import io.vmstation.node.Bmc.Privilege;

/** What is common to orders to a chassis, whatever program gives them. */
public final class Orders {
    private Orders() {}

    /** What to ask for: operator at least, IPMI 2.0 appendix G. */
    public static Privilege privilege(BmcConnection connection) {
        return connection instanceof Lan lan && lan.privilege() != Privilege.USER
                ? lan.privilege()
                : Privilege.OPERATOR;
    }

    /** What became of it. A machine that goes off takes the connection to it along. */
    public static PowerResult result(PowerAction action, Answer answer) {
        if (answer instanceof Printed) {
            return new Accepted();
        }
        Trouble trouble = (Trouble) answer;
        return trouble.extent() == Extent.CUT_OFF && action != PowerAction.ON
                ? new Accepted()
                : new Refused(trouble.reason());
    }
}
