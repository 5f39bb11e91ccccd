package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.metricshub.ipmi.core.coding.security.CipherSuite;

/**
 * How a session is protected: IPMI 2.0 table 22-20. Those without an integrity check are left out:
 * anybody could answer in the name of the BMC. So are those with algorithms that the library lacks.
 *
 * @param number of the cipher suite
 * @param authentication algorithm, table 13-17
 * @param integrity algorithm, table 13-18
 * @param confidentiality algorithm, table 13-19
 */
record Suite(int number, int authentication, int integrity, int confidentiality) {
    private static final Map<Integer, Suite> KNOWN =
            Map.of(
                    2, new Suite(2, 1, 1, 0),
                    3, new Suite(3, 1, 1, 1),
                    7, new Suite(7, 2, 2, 0),
                    8, new Suite(8, 2, 2, 1),
                    16, new Suite(16, 3, 4, 0),
                    17, new Suite(17, 3, 4, 1));

    static Optional<Suite> numbered(int number) {
        return Optional.ofNullable(KNOWN.get(number));
    }

    static Set<Integer> known() {
        return new TreeSet<>(KNOWN.keySet());
    }

    boolean encrypts() {
        return confidentiality != 0;
    }

    /** Length of the integrity check value of a message. */
    int checkLength() {
        return integrity == 1 ? 12 : 16;
    }

    /** Length of the key exchange authentication code. */
    int codeLength() {
        return switch (authentication) {
            case 1 -> 20;
            case 2 -> 16;
            default -> 32;
        };
    }

    /** Length of the integrity check value of RAKP message 4. */
    int proofLength() {
        return authentication == 1 ? 12 : 16;
    }

    /** What it is built on, as Java calls it. */
    String mac() {
        return switch (authentication) {
            case 1 -> "HmacSHA1";
            case 2 -> "HmacMD5";
            default -> "HmacSHA256";
        };
    }

    /** For one session: it holds keys. */
    CipherSuite forLibrary() {
        return new CipherSuite(
                (byte) number, (byte) authentication, (byte) confidentiality, (byte) integrity);
    }

    /** What a status code of RMCP+ means, table 13-15. */
    LanFailure refusal(int status, String user) {
        return switch (status) {
            case 0x04, 0x05, 0x06, 0x07, 0x10, 0x11 ->
                    new LanFailure(
                            Kind.OTHER_SUITE,
                            "the BMC does not know cipher suite "
                                    + number
                                    + ": check bmc.cipherSuites");
            case 0x01, 0x0b ->
                    new LanFailure(
                            Kind.UNUSABLE, "the BMC has no room for another session: try later");
            case 0x09, 0x0a ->
                    new LanFailure(
                            Kind.REFUSED,
                            "the privilege is not granted to the user "
                                    + user
                                    + ": check bmc.privilege");
            case 0x0d, 0x0c ->
                    new LanFailure(
                            Kind.REFUSED,
                            "the BMC does not know the user " + user + ": check bmc.user");
            case 0x0f -> wrongPassword(user);
            default ->
                    new LanFailure(
                            Kind.UNUSABLE,
                            "the BMC refused the session with status %02xh".formatted(status));
        };
    }

    static LanFailure wrongPassword(String user) {
        return new LanFailure(
                Kind.REFUSED,
                "the password of the user " + user + " is wrong: check bmc.passwordFile");
    }
}
