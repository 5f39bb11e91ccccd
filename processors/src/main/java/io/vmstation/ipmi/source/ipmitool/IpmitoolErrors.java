package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.source.tool.Answer;
import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.Answer.Trouble;
import io.vmstation.ipmi.source.tool.Excerpt;
import io.vmstation.ipmi.source.tool.Outcomes;
import io.vmstation.spi.CommandResult.Exited;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the error texts of ipmitool 1.8.18 and 1.8.19 mean; most come with {@code -v} only. */
final class IpmitoolErrors {

    /** What it remarks about every BMC that lacks the extensions that it looks for first. */
    private static final Pattern REMARK =
            Pattern.compile(
                    "Loading IANA PEN Registry.*|Running Get .*|Invalid completion code received:.*"
                            + "|Discovered IPMB.*|Get HPM\\.x .*|Get Board ID .*|RAW RE.*"
                            + "|Close Session command failed.*|Record ID .*|Acquire IPMB.*"
                            + "|IANA PEN registry open failed.*");

    /** In the order of looking: the first that is found counts. */
    private static final List<Meaning> MEANINGS =
            List.of(
                    new Meaning(
                            "unauthorized name",
                            Extent.REFUSED,
                            "the BMC does not know the user: check bmc.user"),
                    new Meaning(
                            "Username is too long",
                            Extent.REFUSED,
                            "the user's name is longer than the 16 bytes that IPMI has for it"),
                    new Meaning(
                            "HMAC is invalid",
                            Extent.REFUSED,
                            "the BMC refuses the password: check bmc.passwordFile"),
                    new Meaning(
                            "RAKP 4 message has invalid",
                            Extent.REFUSED,
                            "the BMC refuses the password: check bmc.passwordFile"),
                    new Meaning(
                            "password is longer",
                            Extent.REFUSED,
                            "the password is longer than the 20 bytes that IPMI has for it"),
                    new Meaning(
                            "unauthorized role",
                            Extent.REFUSED,
                            "the BMC does not give the user that privilege: check bmc.privilege"
                                    + " and the user's rights on the LAN channel"),
                    new Meaning(
                            "Set Session Privilege Level",
                            Extent.STALLED,
                            "the BMC does not give the user that privilege: check bmc.privilege"
                                    + " and the user's rights on the LAN channel"),
                    new Meaning(
                            "Insufficient privilege level",
                            Extent.QUESTION,
                            "the BMC wants more privilege for that: raise bmc.privilege"),
                    new Meaning("algorithm", Extent.SUITE, "the BMC lacks the cipher suite"),
                    new Meaning("cipher suite", Extent.SUITE, "the BMC lacks the cipher suite"),
                    new Meaning(
                            "nsufficient resources",
                            Extent.SESSION,
                            "the BMC has no session left: others are logged in"),
                    new Meaning(
                            "Get Auth Capabilities error",
                            Extent.SILENT,
                            "the BMC does not answer: check its power and network, bmc.address,"
                                    + " bmc.port, and that IPMI over LAN is enabled"),
                    new Meaning(
                            "Address lookup for",
                            Extent.SESSION,
                            "the name of the BMC has no address: check bmc.address"),
                    new Meaning(
                            "Permission denied",
                            Extent.SESSION,
                            "only root may ask the BMC of the machine"),
                    new Meaning(
                            "Could not open device",
                            Extent.SESSION,
                            "the machine shows no BMC: modprobe -a ipmi_si ipmi_devintf, if it has"
                                    + " one"),
                    new Meaning(
                            "Unable to establish IPMI",
                            Extent.STALLED,
                            "no session with the BMC came about: it does not answer, or check"
                                    + " bmc.user, bmc.passwordFile, bmc.cipherSuites"),
                    new Meaning("Node busy", Extent.QUESTION, "the BMC is busy"),
                    new Meaning(
                            "Invalid command",
                            Extent.UNSUPPORTED,
                            "the BMC does not know the command"));

    private record Meaning(String words, Extent extent, String reason) {}

    private IpmitoolErrors() {}

    /**
     * All ends of it.
     *
     * @param whenHanging how much else fails when it did not end in time
     */
    static Outcomes outcomes(Extent whenHanging) {
        return new Outcomes(
                "apt install ipmitool, or dnf install ipmitool",
                whenHanging,
                IpmitoolErrors::judge);
    }

    /** What it means that it ended with an error. */
    static Answer judge(Exited exited) {
        String said =
                (exited.errors() + "\n" + exited.output())
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !REMARK.matcher(line).matches())
                        .collect(Collectors.joining("\n"));
        return MEANINGS.stream()
                .filter(meaning -> said.contains(meaning.words()))
                .findFirst()
                .map(meaning -> new Trouble(meaning.extent(), meaning.reason()))
                .orElseGet(
                        () ->
                                new Trouble(
                                        Extent.QUESTION,
                                        "ipmitool ended with exit code "
                                                + exited.code()
                                                + ": "
                                                + Excerpt.of(said)));
    }
}
