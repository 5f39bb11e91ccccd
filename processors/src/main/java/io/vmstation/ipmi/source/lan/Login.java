package io.vmstation.ipmi.source.lan;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import io.vmstation.node.Bmc.Privilege;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.metricshub.ipmi.core.coding.Encoder;
import org.metricshub.ipmi.core.coding.PayloadCoder;
import org.metricshub.ipmi.core.coding.commands.IpmiCommandCoder;
import org.metricshub.ipmi.core.coding.commands.PrivilegeLevel;
import org.metricshub.ipmi.core.coding.commands.ResponseData;
import org.metricshub.ipmi.core.coding.commands.session.OpenSession;
import org.metricshub.ipmi.core.coding.commands.session.Rakp1;
import org.metricshub.ipmi.core.coding.commands.session.Rakp1ResponseData;
import org.metricshub.ipmi.core.coding.commands.session.Rakp3;
import org.metricshub.ipmi.core.coding.payload.lan.IPMIException;
import org.metricshub.ipmi.core.coding.protocol.decoder.PlainCommandv20Decoder;
import org.metricshub.ipmi.core.coding.protocol.encoder.Protocolv20Encoder;
import org.metricshub.ipmi.core.coding.rmcp.RmcpDecoder;
import org.metricshub.ipmi.core.coding.security.CipherSuite;

/**
 * Opens a session with a BMC by one cipher suite: IPMI 2.0 section 13.15, RMCP+ Open Session and
 * RAKP messages 1 to 4. The library makes the messages and proves that the BMC knows the password.
 */
final class Login {
    private static final int OPEN_SESSION_RESPONSE = 0x11;
    private static final int RAKP_2 = 0x13;
    private static final int RAKP_4 = 0x15;

    /** Status of RMCP+: the privilege is more than the user may have. */
    private static final int NO_PRIVILEGE = 0x0a;

    /** Of the messages that open a session: where their payload begins. */
    private static final int PAYLOAD = 16;

    private final Wire wire;
    private final Lan bmc;
    private final Suite suite;
    private final CipherSuite ciphers;
    private final Duration patience;
    private final Deadline deadline;
    private final SecureRandom random = new SecureRandom();
    private final int ours = 1 + random.nextInt(Integer.MAX_VALUE - 1);
    private int tag = random.nextInt(256);

    /**
     * @param patience how long to wait before a message is sent again
     */
    Login(Wire wire, Lan bmc, Suite suite, Duration patience, Deadline deadline) {
        this.wire = requireNonNull(wire, "wire is null");
        this.bmc = requireNonNull(bmc, "bmc is null");
        this.suite = requireNonNull(suite, "suite is null");
        this.patience = requireNonNull(patience, "patience is null");
        this.deadline = requireNonNull(deadline, "deadline is null");
        ciphers = suite.forLibrary();
    }

    /** Logs in and asks for the privilege. */
    Session open() throws LanFailure {
        try {
            Session session = exchangeKeys();
            raise(session);
            return session;
        } catch (GeneralSecurityException | IPMIException e) {
            throw new LanFailure(Kind.UNUSABLE, "no session with " + wire.peer() + ": " + e);
        }
    }

    private Session exchangeKeys() throws LanFailure, GeneralSecurityException, IPMIException {
        int theirs = openSession();
        Rakp1 first = new Rakp1(theirs, level(), bmc.user(), Credentials.key(bmc), null, ciphers);
        // The library's own number could be guessed: it comes from the clock.
        random.nextBytes(first.getConsoleRandomNumber());
        byte[] second = exchange(first, RAKP_2, 40 + suite.codeLength());
        if (Datagrams.four(second, PAYLOAD + 4) != ours) {
            throw new LanFailure(Kind.UNUSABLE, wire.peer() + " mixed up sessions");
        }
        Rakp1ResponseData proof = (Rakp1ResponseData) verified(first, second);
        Rakp3 third = new Rakp3((byte) 0, theirs, ciphers, first, proof);
        verified(third, exchange(third, RAKP_4, 8 + suite.proofLength()));
        byte[] key = first.calculateSik(proof);
        ciphers.initializeAlgorithms(key);
        return new Session(wire, suite, ciphers, key, ours, theirs);
    }

    /** The session id of the BMC. */
    private int openSession() throws LanFailure, GeneralSecurityException {
        byte[] answer =
                exchange(new OpenSession(ours, level(), ciphers), OPEN_SESSION_RESPONSE, 36);
        boolean agreed =
                Datagrams.four(answer, PAYLOAD + 4) == ours
                        && answer[PAYLOAD + 16] == suite.authentication()
                        && answer[PAYLOAD + 24] == suite.integrity()
                        && answer[PAYLOAD + 32] == suite.confidentiality();
        if (!agreed) {
            throw new LanFailure(
                    Kind.OTHER_SUITE,
                    "the BMC agreed to another cipher suite than " + suite.number());
        }
        return Datagrams.four(answer, PAYLOAD + 8);
    }

    /**
     * Sends a message and waits for its answer.
     *
     * @param type of the answer
     * @param length of the payload of the answer, at least
     */
    private byte[] exchange(IpmiCommandCoder message, int type, int length)
            throws LanFailure, GeneralSecurityException {
        tag = (tag + 1) & 0xff;
        int expected = tag;
        byte[] request = encode(message, expected);
        return wire.exchange(
                () -> request,
                datagram -> answer(datagram, type, expected, length),
                Integer.MAX_VALUE,
                patience,
                deadline);
    }

    private static byte[] encode(PayloadCoder message, int tag) throws GeneralSecurityException {
        return Encoder.encode(new Protocolv20Encoder(), message, tag, 0, 0);
    }

    private Optional<byte[]> answer(byte[] datagram, int type, int expected, int length)
            throws LanFailure {
        boolean ours =
                datagram.length >= PAYLOAD + 2
                        && Datagrams.isRmcpPlus(datagram)
                        && (datagram[5] & 0xff) == type
                        && (datagram[PAYLOAD] & 0xff) == expected;
        if (!ours) {
            return Optional.empty();
        }
        int status = datagram[PAYLOAD + 1] & 0xff;
        if (status != 0) {
            throw suite.refusal(status, bmc.user());
        }
        boolean whole =
                Datagrams.two(datagram, 14) >= length
                        && datagram.length >= PAYLOAD + Datagrams.two(datagram, 14);
        return whole ? Optional.of(datagram) : Optional.empty();
    }

    /** What the library makes of an answer whose length and status are right. */
    private ResponseData verified(IpmiCommandCoder message, byte[] answer)
            throws LanFailure, GeneralSecurityException, IPMIException {
        try {
            return message.getResponseData(
                    new PlainCommandv20Decoder(CipherSuite.getEmpty())
                            .decode(RmcpDecoder.decode(answer)));
        } catch (IllegalArgumentException e) {
            // The only thing left that it checks: the code made with the password.
            throw Suite.wrongPassword(bmc.user());
        }
    }

    /** A session begins with the rights of a user: IPMI 2.0 section 22.18. */
    private void raise(Session session) throws LanFailure {
        if (bmc.privilege() == Privilege.USER) {
            return;
        }
        int level = bmc.privilege() == Privilege.OPERATOR ? 3 : 4;
        Answer answer =
                session.ask(
                        new Request("Set Session Privilege Level", 0x06, 0x3b, level),
                        Integer.MAX_VALUE,
                        patience,
                        deadline);
        if (!answer.isOk()) {
            session.close(new Deadline(System.nanoTime()));
            throw suite.refusal(NO_PRIVILEGE, bmc.user());
        }
    }

    private PrivilegeLevel level() {
        return switch (bmc.privilege()) {
            case USER -> PrivilegeLevel.User;
            case OPERATOR -> PrivilegeLevel.Operator;
            case ADMINISTRATOR -> PrivilegeLevel.Administrator;
        };
    }
}
