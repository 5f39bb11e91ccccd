package io.vmstation.ipmi.source.lan;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.metricshub.ipmi.core.coding.Encoder;
import org.metricshub.ipmi.core.coding.protocol.encoder.Protocolv20Encoder;
import org.metricshub.ipmi.core.coding.security.CipherSuite;

/**
 * A session with a BMC: IPMI 2.0 sections 13.6 (format of messages), 13.28 and 13.29 (integrity,
 * confidentiality), 6.12.13 (sequence numbers). The library encodes requests. Answers are looked at
 * here: the library takes those, too, whose integrity check fails or is missing. Used by one thread
 * at a time.
 */
final class Session {
    private static final int HEADER = 16;

    private final Wire wire;
    private final Suite suite;
    private final CipherSuite ciphers;
    private final Mac check;
    private final int ours;
    private final int theirs;
    private final SequenceWindow heard = new SequenceWindow();
    private final Pace pace = new Pace();
    private int sent;
    private int asked;

    /**
     * @param ciphers of that suite, with the keys of this session
     * @param key session integrity key
     * @param ours session id that the BMC sends to
     * @param theirs session id that the BMC listens for
     */
    Session(Wire wire, Suite suite, CipherSuite ciphers, byte[] key, int ours, int theirs)
            throws GeneralSecurityException {
        this.wire = requireNonNull(wire, "wire is null");
        this.suite = requireNonNull(suite, "suite is null");
        this.ciphers = requireNonNull(ciphers, "ciphers is null");
        this.ours = ours;
        this.theirs = theirs;
        check = Mac.getInstance(suite.mac());
        check.init(new SecretKeySpec(key, suite.mac()));
        byte[] constant = new byte[20];
        Arrays.fill(constant, (byte) 1);
        check.init(new SecretKeySpec(check.doFinal(constant), suite.mac()));
    }

    Wire wire() {
        return wire;
    }

    /**
     * Asks and waits for the answer.
     *
     * @param tries how often the request is sent at most
     * @param patience how long to wait before it is sent again, at most; less when the BMC has
     *     shown to be quick
     */
    Answer ask(Request request, int tries, Duration patience, Deadline deadline) throws LanFailure {
        asked = asked % 63 + 1;
        int number = asked;
        int before = sent;
        long began = System.nanoTime();
        Answer answer =
                wire.exchange(
                        () -> encode(request, number),
                        datagram -> decode(datagram, request, number),
                        tries,
                        tries == 1 ? patience : pace.shorten(patience),
                        deadline);
        if (sent == before + 1) {
            pace.note(System.nanoTime() - began);
        }
        return answer;
    }

    /** Lets the BMC forget the session, and waits at most that long for it to say so. */
    void close(Deadline deadline) {
        Request close =
                new Request(
                        "Close Session",
                        0x06,
                        0x3c,
                        theirs & 0xff,
                        theirs >> 8 & 0xff,
                        theirs >> 16 & 0xff,
                        theirs >> 24 & 0xff);
        try (wire) {
            if (deadline.hasPassed()) {
                wire.send(encode(close, asked % 63 + 1));
            } else {
                ask(close, 1, Duration.ofSeconds(1), deadline);
            }
        } catch (LanFailure e) {
            // It ends by itself when nobody uses it.
        }
    }

    /** Forgets the session without a word. */
    void abandon() {
        wire.close();
    }

    private byte[] encode(Request request, int number) throws LanFailure {
        try {
            sent++;
            return Encoder.encode(
                    new Protocolv20Encoder(),
                    new RawCommand(request, ciphers),
                    number,
                    sent,
                    theirs);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new LanFailure(Kind.UNUSABLE, "cannot encode " + request.name() + ": " + e);
        }
    }

    private Optional<Answer> decode(byte[] datagram, Request request, int number) {
        Optional<byte[]> payload = payload(datagram);
        if (payload.isEmpty() || !fits(payload.get(), request, number)) {
            return Optional.empty();
        }
        byte[] message = payload.get();
        return Optional.of(
                new Answer(
                        request,
                        message[6] & 0xff,
                        Arrays.copyOfRange(message, 7, message.length - 1)));
    }

    /** What a datagram of this session says, if nobody has changed or repeated it. */
    private Optional<byte[]> payload(byte[] datagram) {
        int flags = suite.encrypts() ? 0xc0 : 0x40;
        if (datagram.length < HEADER + suite.checkLength() + 2
                || !Datagrams.isRmcpPlus(datagram)
                || (datagram[5] & 0xff) != flags
                || Datagrams.four(datagram, 6) != ours) {
            return Optional.empty();
        }
        int length = Datagrams.two(datagram, 14);
        int end = datagram.length - suite.checkLength();
        if (HEADER + length + 2 > end
                || !isGenuine(datagram, end)
                || !heard.accept(Datagrams.four(datagram, 10))) {
            return Optional.empty();
        }
        byte[] payload = Arrays.copyOfRange(datagram, HEADER, HEADER + length);
        try {
            return Optional.of(ciphers.getConfidentialityAlgorithm().decrypt(payload));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private boolean isGenuine(byte[] datagram, int end) {
        check.update(datagram, 4, end - 4);
        byte[] expected = Arrays.copyOf(check.doFinal(), suite.checkLength());
        return MessageDigest.isEqual(expected, Arrays.copyOfRange(datagram, end, datagram.length));
    }

    /** Whether a message answers the request: IPMI 2.0 section 13.8. */
    private static boolean fits(byte[] message, Request request, int number) {
        return message.length >= 8
                && (message[1] & 0xff) >> 2 == request.function() + 1
                && (message[4] & 0xff) >> 2 == number
                && (message[5] & 0xff) == request.command()
                && Datagrams.sum(message, 0, 3) == 0
                && Datagrams.sum(message, 3, message.length) == 0;
    }
}
