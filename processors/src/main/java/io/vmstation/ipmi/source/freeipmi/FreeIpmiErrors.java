package io.vmstation.ipmi.source.freeipmi;

import io.vmstation.ipmi.source.tool.Answer;
import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.Answer.Printed;
import io.vmstation.ipmi.source.tool.Answer.Trouble;
import io.vmstation.ipmi.source.tool.Excerpt;
import io.vmstation.ipmi.source.tool.Outcomes;
import io.vmstation.spi.CommandResult.Exited;
import java.util.List;

/**
 * What FreeIPMI's error texts mean: those of libfreeipmi's {@code ipmi_ctx_errormsg}, and what its
 * programs say themselves, as seen with 1.6.10.
 */
final class FreeIpmiErrors {
    static final String NO_PRIVILEGE = "privilege level cannot be obtained for this user";

    /** In the order of looking: the first that is found counts. */
    private static final List<Meaning> MEANINGS =
            List.of(
                    new Meaning(
                            "username invalid",
                            Extent.REFUSED,
                            "the BMC does not know the user: check bmc.user"),
                    new Meaning(
                            "password invalid",
                            Extent.REFUSED,
                            "the BMC refuses the password: check bmc.passwordFile"),
                    new Meaning(
                            "password value too long",
                            Extent.REFUSED,
                            "the password is longer than the 20 bytes that IPMI has for it"),
                    new Meaning(
                            "k_g invalid",
                            Extent.REFUSED,
                            "the BMC wants a key K_g, which is not supported: clear it there"),
                    new Meaning(
                            NO_PRIVILEGE,
                            Extent.REFUSED,
                            "the BMC does not give the user that privilege: check bmc.privilege"
                                    + " and the user's rights on the LAN channel"),
                    new Meaning(
                            "authentication type unavailable",
                            Extent.REFUSED,
                            "the BMC does not let that privilege log in over the network: check"
                                    + " bmc.privilege"),
                    new Meaning(
                            "privilege level insufficient",
                            Extent.QUESTION,
                            "the BMC wants more privilege for that: raise bmc.privilege"),
                    new Meaning(
                            "ipmi 2.0 unavailable",
                            Extent.SESSION,
                            "the BMC does not speak IPMI 2.0"),
                    new Meaning("cipher suite id", Extent.SUITE, "the BMC lacks the cipher suite"),
                    // What 1.6.10 makes of a BMC that refuses the algorithms of a suite.
                    new Meaning(
                            "ipmi_ctx_open_outofband_2_0: internal IPMI error",
                            Extent.SUITE,
                            "the BMC lacks the cipher suite"),
                    new Meaning(
                            "password verification timeout",
                            Extent.STALLED,
                            "the BMC let the log-in pass unanswered: check bmc.passwordFile"),
                    new Meaning(
                            "connection timeout",
                            Extent.SILENT,
                            "the BMC does not answer: check its power and network, bmc.address,"
                                    + " bmc.port, and that IPMI over LAN is enabled"),
                    new Meaning(
                            "session timeout",
                            Extent.STALLED,
                            "the BMC stopped answering: raise bmc.timeLimit if it is slow"),
                    new Meaning(
                            "invalid hostname",
                            Extent.SESSION,
                            "the name of the BMC has no address: check bmc.address"),
                    new Meaning(
                            "could not find inband device",
                            Extent.SESSION,
                            "the machine shows no BMC: modprobe -a ipmi_si ipmi_devintf, if it has"
                                    + " one"),
                    new Meaning(
                            "device not found",
                            Extent.SESSION,
                            "the machine shows no BMC: modprobe -a ipmi_si ipmi_devintf, if it has"
                                    + " one"),
                    new Meaning(
                            "permission denied",
                            Extent.SESSION,
                            "only root may ask the BMC of the machine"),
                    new Meaning("busy", Extent.QUESTION, "the BMC is busy"),
                    new Meaning("message timeout", Extent.QUESTION, "the BMC gave no answer to it"),
                    new Meaning("driver timeout", Extent.QUESTION, "the BMC gave no answer to it"),
                    new Meaning(
                            "command invalid",
                            Extent.UNSUPPORTED,
                            "the BMC does not know the command"),
                    new Meaning(
                            "not supported", Extent.UNSUPPORTED, "the BMC does not support it"));

    private record Meaning(String words, Extent extent, String reason) {}

    private FreeIpmiErrors() {}

    /** All ends of its programs. */
    static Outcomes outcomes() {
        return new Outcomes(
                "apt install freeipmi-tools, or dnf install freeipmi",
                Extent.QUESTION,
                FreeIpmiErrors::judge);
    }

    /** What it means that one of them ended with an error. */
    static Answer judge(Exited exited) {
        // bmc-info fails where the version of the BIOS is not told, after it has told the rest.
        if (exited.output().contains("Firmware Revision")) {
            return new Printed(exited.output());
        }
        return MEANINGS.stream()
                .filter(meaning -> exited.errors().contains(meaning.words()))
                .findFirst()
                .map(meaning -> new Trouble(meaning.extent(), meaning.reason()))
                .orElseGet(() -> new Trouble(Extent.QUESTION, unknown(exited)));
    }

    private static String unknown(Exited exited) {
        return "it ended with exit code "
                + exited.code()
                + ": "
                + Excerpt.of(exited.errors().isBlank() ? exited.output() : exited.errors());
    }
}
