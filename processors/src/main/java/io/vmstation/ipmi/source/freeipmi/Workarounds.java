package io.vmstation.ipmi.source.freeipmi;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The faults of controllers that FreeIPMI gets along with: freeipmi.conf(5). */
final class Workarounds {
    static final String OPEN_SESSION_PRIVILEGE = "opensesspriv";

    private static final Set<String> KNOWN =
            Set.of(
                    "assumeio",
                    "spinpoll",
                    "idzero",
                    "forcepermsg",
                    "unexpectedauth",
                    "endianseq",
                    "noauthcodecheck",
                    "authcap",
                    "nochecksumcheck",
                    "intel20",
                    "supermicro20",
                    "sun20",
                    OPEN_SESSION_PRIVILEGE,
                    "integritycheckvalue",
                    "assumemaxsdrrecordcount",
                    "skipchecks",
                    "assumesystemevent",
                    "discretereading",
                    "ignorescanningdisabled",
                    "assumebmcowner",
                    "ignoreauthcode",
                    "malformedack",
                    "guidformat");

    private Workarounds() {}

    /** Those that it knows: it refuses to run with any other. */
    static List<String> known(List<String> flags) {
        return flags.stream().filter(KNOWN::contains).distinct().toList();
    }

    /** With one more. */
    static List<String> with(List<String> flags, String more) {
        return Stream.concat(flags.stream(), Stream.of(more)).distinct().toList();
    }
}
