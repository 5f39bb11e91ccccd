package io.vmstation.ipmi.source.lan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The side of the BMC of a session of RMCP+: IPMI 2.0 sections 13.6 and 13.17 to 13.33. */
final class ScriptedSession {
    private static final byte[] GUID = new byte[16];
    private static final int HEADER = 16;

    private final String algorithm;
    private final int checkLength;
    private final byte[] console;
    private final int id;
    private final byte[] random = new byte[16];
    private volatile byte[] key = new byte[0];
    private byte[] consoleRandom = new byte[0];
    private byte[] role = new byte[0];
    private byte[] password = new byte[0];
    private int sent;

    ScriptedSession(int suite, byte[] open, int number) {
        algorithm = suite == 17 ? "HmacSHA256" : "HmacSHA1";
        checkLength = suite == 17 ? 16 : 12;
        console = Arrays.copyOfRange(open, 4, 8);
        id = 0x01020000 + number;
        Arrays.fill(random, (byte) number);
    }

    static boolean isSuite(int suite, byte[] open) {
        boolean sha256 = suite == 17;
        return open.length >= 32
                && open[12] == (sha256 ? 3 : 1)
                && open[20] == (sha256 ? 4 : 1)
                && open[28] == 1;
    }

    int id() {
        return id;
    }

    /** Whether both sides know each other. */
    boolean isOpen() {
        return key.length > 0;
    }

    byte[] openSessionResponse(byte[] open) {
        return unsecured(
                0x11,
                join(
                        new byte[] {open[0], 0, 4, 0},
                        console,
                        little(id),
                        Arrays.copyOfRange(open, 8, 32)));
    }

    byte[] rakp2(byte[] rakp1, String user, String secret) {
        consoleRandom = Arrays.copyOfRange(rakp1, 8, 24);
        byte[] name = Arrays.copyOfRange(rakp1, 28, 28 + rakp1[27]);
        role = join(new byte[] {rakp1[24], rakp1[27]}, name);
        byte[] head = join(new byte[] {rakp1[0], 0, 0, 0}, console);
        if (!new String(name, StandardCharsets.UTF_8).equals(user)) {
            head[1] = 0x0d;
            return unsecured(0x13, head);
        }
        password = secret.getBytes(StandardCharsets.UTF_8);
        byte[] code = mac(password, join(console, little(id), consoleRandom, random, GUID, role));
        return unsecured(0x13, join(head, random, GUID, code));
    }

    byte[] rakp4(byte[] rakp3) {
        byte[] head = join(new byte[] {rakp3[0], 0, 0, 0}, console);
        byte[] expected = mac(password, join(random, console, role));
        if (!Arrays.equals(expected, Arrays.copyOfRange(rakp3, 8, rakp3.length))) {
            head[1] = 0x0f;
            return unsecured(0x15, head);
        }
        key = mac(password, join(consoleRandom, random, role));
        byte[] proof = mac(key, join(consoleRandom, little(id), GUID));
        return unsecured(0x15, join(head, Arrays.copyOf(proof, checkLength)));
    }

    /** The message inside of a datagram. */
    byte[] decode(byte[] datagram) {
        int end = datagram.length - checkLength;
        byte[] check = mac(constant(1), Arrays.copyOfRange(datagram, 4, end));
        if (!Arrays.equals(
                Arrays.copyOf(check, checkLength),
                Arrays.copyOfRange(datagram, end, datagram.length))) {
            throw new IllegalStateException("the integrity check of a request fails");
        }
        int length = ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN).getShort(14);
        byte[] plain =
                cipher(
                        Cipher.DECRYPT_MODE,
                        Arrays.copyOfRange(datagram, HEADER, HEADER + 16),
                        Arrays.copyOfRange(datagram, HEADER + 16, HEADER + length));
        return Arrays.copyOf(plain, plain.length - 1 - plain[plain.length - 1]);
    }

    /** Answers a message. */
    byte[] encode(byte[] request, byte[] answer) {
        byte[] message = new byte[7 + answer.length];
        message[0] = request[3];
        message[1] = (byte) (((request[1] & 0xfc) + 4) | (request[4] & 3));
        message[2] = (byte) -(message[0] + message[1]);
        message[3] = request[0];
        message[4] = (byte) ((request[4] & 0xfc) | (request[1] & 3));
        message[5] = request[5];
        System.arraycopy(answer, 0, message, 6, answer.length);
        for (int i = 3; i < message.length - 1; i++) {
            message[message.length - 1] -= message[i];
        }
        byte[] padded = Arrays.copyOf(message, (message.length + 16) / 16 * 16);
        int pad = padded.length - message.length - 1;
        for (int i = 1; i <= pad; i++) {
            padded[message.length + i - 1] = (byte) i;
        }
        padded[padded.length - 1] = (byte) pad;
        sent++;
        byte[] iv = new byte[16];
        Arrays.fill(iv, (byte) sent);
        byte[] payload = join(iv, cipher(Cipher.ENCRYPT_MODE, iv, padded));
        byte[] covered =
                join(
                        new byte[] {6, (byte) 0xc0},
                        console,
                        little(sent),
                        new byte[] {(byte) payload.length, (byte) (payload.length >> 8)},
                        payload,
                        new byte[] {(byte) 0xff, (byte) 0xff, 2, 7});
        return join(
                new byte[] {6, 0, (byte) 0xff, 7},
                covered,
                Arrays.copyOf(mac(constant(1), covered), checkLength));
    }

    /** A message of RMCP+ outside of a session. */
    static byte[] unsecured(int type, byte[] payload) {
        return join(
                new byte[] {6, 0, (byte) 0xff, 7, 6, (byte) type, 0, 0, 0, 0, 0, 0, 0, 0},
                new byte[] {(byte) payload.length, (byte) (payload.length >> 8)},
                payload);
    }

    /** Get Channel Authentication Capabilities: IPMI 2.0 is spoken here. */
    static byte[] capabilities(byte[] request) {
        byte[] message = {
            (byte) 0x81,
            0x1c,
            0x63,
            0x20,
            request[18],
            0x38,
            0,
            1,
            (byte) 0x80,
            0x04,
            0x02,
            0,
            0,
            0,
            0,
            0
        };
        for (int i = 3; i < message.length - 1; i++) {
            message[message.length - 1] -= message[i];
        }
        return join(
                new byte[] {6, 0, (byte) 0xff, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                new byte[] {(byte) message.length},
                message);
    }

    private byte[] constant(int value) {
        byte[] constant = new byte[20];
        Arrays.fill(constant, (byte) value);
        return mac(key, constant);
    }

    private byte[] cipher(int mode, byte[] iv, byte[] data) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(Arrays.copyOf(constant(2), 16), "AES"),
                    new IvParameterSpec(iv));
            return cipher.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] mac(byte[] secret, byte[] data) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.length == 0 ? new byte[1] : secret, algorithm));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] little(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
