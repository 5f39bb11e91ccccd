package io.vmstation.exec;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** From which of our ports connections to nodes are open. Thread-safe. */
final class OpenLogIns implements SessionListener {
    private final Map<Session, Integer> ports = new ConcurrentHashMap<>();

    Set<Integer> ports() {
        return Set.copyOf(ports.values());
    }

    @Override
    public void sessionCreated(Session session) {
        if (session.getIoSession().getLocalAddress() instanceof InetSocketAddress address) {
            ports.put(session, address.getPort());
        }
    }

    @Override
    public void sessionClosed(Session session) {
        ports.remove(session);
    }
}
