package io.vmstation.exec;

import java.net.InetSocketAddress;
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

    /** By port when it was left. */
    private final Map<Integer, Long> leftByPort = new ConcurrentHashMap<>();

    boolean contains(int port) {
        leftByPort.values().removeIf(OwnPorts::isOver);
        return leftByPort.containsKey(port);
    }

    private static boolean isOver(long left) {
        return left != OPEN && System.nanoTime() - left > LINGER.toNanos();
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
            leftByPort.put(address.getPort(), left);
        }
    }
}
