package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.Password;
import io.vmstation.node.Bmc.Privilege;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A BMC on loopback that says what a test lets it say, for what {@code ipmi_sim} cannot do: cipher
 * suite 17, odd records, broken answers. Written after IPMI 2.0, without the library; FreeIPMI and
 * ipmitool talk to it, too.
 */
public final class ScriptedBmc implements AutoCloseable {
    public static final String USER = "admin";
    public static final String PASSWORD = "secret";

    /** What it says to a command. */
    public interface Command {
        /** Completion code and data, or null to keep silent. */
        byte @Nullable [] answer(byte[] data);
    }

    private final DatagramSocket socket;
    private final List<Integer> suites;
    private final Map<Integer, Command> commands = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Map<Integer, ScriptedSession> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicInteger unheard = new AtomicInteger();
    private volatile UnaryOperator<byte[]> mangle = UnaryOperator.identity();
    private volatile int highestPrivilege = 4;
    private volatile int privilegeAsked;
    private volatile Duration slowness = Duration.ZERO;
    private volatile String password = PASSWORD;

    /**
     * @param suites cipher suites that it knows, of 3 and 17
     */
    public ScriptedBmc(Integer... suites) throws IOException {
        this.suites = List.of(suites);
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        on(
                0x06,
                0x3b,
                data -> {
                    privilegeAsked = data[0];
                    return bytes(data[0] > highestPrivilege ? 0x80 : 0, data[0]);
                });
        on(
                0x06,
                0x3c,
                data -> {
                    sessions.remove(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getInt());
                    return bytes(0);
                });
        always(0x00, 0x01, 0, 0x01, 0x00, 0x00);
        Thread thread = new Thread(this::serve, "scripted-bmc");
        thread.setDaemon(true);
        thread.start();
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Lets it know a command. */
    public ScriptedBmc on(int function, int command, Command answer) {
        commands.put(function << 8 | command, answer);
        return this;
    }

    /** Lets it give the same answer always: completion code and data. */
    public ScriptedBmc always(int function, int command, int... answer) {
        return on(function, command, data -> bytes(answer));
    }

    /** How often a command came, repeated ones too. */
    public int asked(int function, int command) {
        AtomicInteger count = asked.get(function << 8 | command);
        return count == null ? 0 : count.get();
    }

    /** How many log-ins there were. */
    public int opened() {
        return opened.get();
    }

    /** How often a cipher suite was not known. */
    public int refusals() {
        return refusals.get();
    }

    /** How many datagrams came. */
    public int heard() {
        return heard.get();
    }

    /** The privilege that was asked for last. */
    public int privilegeAsked() {
        return privilegeAsked;
    }

    /** Takes its time for every answer. */
    public void slow(Duration time) {
        slowness = time;
    }

    /** How many sessions are open now. */
    public int open() {
        return (int) sessions.values().stream().filter(ScriptedSession::isOpen).count();
    }

    /** As after a restart: whoever has a session is not heard any more. */
    public void forgetSessions() {
        sessions.clear();
    }

    /** Does not hear the next datagrams. */
    public void loseNext(int datagrams) {
        unheard.set(datagrams);
    }

    /** Changes every datagram that it sends; an empty one is not sent. */
    public void mangle(UnaryOperator<byte[]> change) {
        mangle = change;
    }

    /** The highest privilege that its user may have: 2 user, 3 operator, 4 administrator. */
    public void grant(int privilege) {
        highestPrivilege = privilege;
    }

    public void changePassword(String changed) {
        password = changed;
    }

    public int port() {
        return socket.getLocalPort();
    }

    public Lan asConnection(Integer... wanted) {
        return asConnection(USER, PASSWORD, Privilege.OPERATOR, wanted);
    }

    public Lan asConnection(String user, String secret, Privilege privilege, Integer... wanted) {
        return new Lan("127.0.0.1", port(), user, new Password(secret), List.of(wanted), privilege);
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
        while (!socket.isClosed()) {
            try {
                packet.setLength(1024);
                socket.receive(packet);
                heard.incrementAndGet();
                if (unheard.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    continue;
                }
                byte[] request = Arrays.copyOf(packet.getData(), packet.getLength());
                byte[] answer = mangle.apply(answer(request));
                if (!slowness.isZero()) {
                    LockSupport.parkNanos(slowness.toNanos());
                }
                if (answer.length > 0) {
                    socket.send(
                            new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // Closed, or nobody hears the answer.
            }
        }
    }

    private byte[] answer(byte[] request) {
        if (request.length < 16) {
            return new byte[0];
        }
        if (request[4] == 0) {
            return ScriptedSession.capabilities(request);
        }
        byte[] payload = Arrays.copyOfRange(request, 16, request.length);
        int id = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
        ScriptedSession session = sessions.get(id);
        return switch (request[5] & 0x3f) {
            case 0x10 -> openSession(payload);
            case 0x12 -> session == null ? new byte[0] : session.rakp2(payload, USER, password);
            case 0x14 -> session == null ? new byte[0] : session.rakp4(payload);
            case 0x00 -> command(request);
            default -> new byte[0];
        };
    }

    private byte[] openSession(byte[] payload) {
        for (int suite : suites) {
            if (ScriptedSession.isSuite(suite, payload)) {
                ScriptedSession session =
                        new ScriptedSession(suite, payload, opened.incrementAndGet());
                sessions.put(session.id(), session);
                return session.openSessionResponse(payload);
            }
        }
        refusals.incrementAndGet();
        return ScriptedSession.unsecured(
                0x11,
                bytes(payload[0], 0x11, 0, 0, payload[4], payload[5], payload[6], payload[7]));
    }

    private byte[] command(byte[] request) {
        ScriptedSession session =
                sessions.get(ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN).getInt(6));
        if (session == null) {
            return new byte[0];
        }
        byte[] message = session.decode(request);
        int key = ((message[1] & 0xff) >> 2 << 8) | (message[5] & 0xff);
        asked.computeIfAbsent(key, unknown -> new AtomicInteger()).incrementAndGet();
        byte[] answer =
                commands.getOrDefault(key, data -> bytes(0xc1))
                        .answer(Arrays.copyOfRange(message, 6, message.length - 1));
        return answer == null ? new byte[0] : session.encode(message, answer);
    }

    @Override
    public void close() {
        socket.close();
    }
}
