package io.vmstation.ipmi.source.tool;

import io.vmstation.ipmi.source.BmcConnection.Lan;
import java.util.Optional;
import java.util.regex.Pattern;

/** What programs take for the address of one machine, and for nothing else. */
public final class HostAddress {
    /** Names and addresses; no option, no range of hosts, no file. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})");

    private static final Pattern IPV6 =
            Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9_.-]{1,15})?");

    /** A line break would begin another line of a configuration file. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private HostAddress() {}

    /** Why no program should be given it or the log-in, as one clause. */
    public static Optional<String> objection(Lan bmc) {
        if (CONTROL.matcher(bmc.user()).find()) {
            return Optional.of("the user's name holds a control character: check bmc.user");
        }
        if (CONTROL.matcher(bmc.password().text()).find()) {
            return Optional.of("the password holds a control character: check bmc.passwordFile");
        }
        return NAME.matcher(bmc.host()).matches() || isIpv6(bmc)
                ? Optional.empty()
                : Optional.of("the address of the BMC is neither a name nor an IP address");
    }

    /** Whether it is a literal address of IPv6. */
    public static boolean isIpv6(Lan bmc) {
        return bmc.host().contains(":") && IPV6.matcher(bmc.host()).matches();
    }
}
