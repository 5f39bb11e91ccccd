package io.vmstation.exec;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** From which ports of this machine we are logged in somewhere. Thread-safe. */
final class OwnPorts implements SessionListener {
    /** The other side may hear a little later that we have left. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private static final long OPEN = Long.MAX_VALUE;

    private final Map<Integer, LogIn> byPort = new ConcurrentHashMap<>();

    /** A log-in, and when it was left. */
    private record LogIn(SocketAddress peer, long left) {
        boolean isOver() {
            return left != OPEN && System.nanoTime() - left > LINGER.toNanos();
        }
    }

    boolean contains(int port) {
        byPort.values().removeIf(LogIn::isOver);
        return byPort.containsKey(port);
    }

    /** How many there are, or were a moment ago, to that place. */
    int to(SocketAddress peer) {
        byPort.values().removeIf(LogIn::isOver);
        return (int) byPort.values().stream().filter(one -> one.peer().equals(peer)).count();
    }

    @Override
    public void sessionEstablished(Session session) {
        note(session, OPEN);
    }

    @Override
    public void sessionClosed(Session session) {
        note(session, System.nanoTime());
    }

    private void note(Session session, long left) {
        if (session instanceof ClientSession
                && session.getIoSession().getLocalAddress() instanceof InetSocketAddress address) {
            byPort.put(
                    address.getPort(), new LogIn(session.getIoSession().getRemoteAddress(), left));
        }
    }
}
