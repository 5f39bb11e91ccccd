package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The session with one BMC, opened when it is needed and kept. Remembers which cipher suite the BMC
 * knew. Used by one thread at a time.
 */
final class SessionHolder {
    /** How often a message is sent while one cipher suite is tried. */
    private static final int PATIENCE_FOR_A_SUITE = 4;

    private @Nullable Session session;
    private @Nullable Lan of;
    private int lastSuite = -1;

    /** For another session with the same BMC. */
    SessionHolder another() {
        SessionHolder another = new SessionHolder();
        another.lastSuite = lastSuite;
        return another;
    }

    /**
     * The session that is open with that login, if there is one; one of another login is closed.
     */
    Optional<Session> current(Lan bmc) {
        if (session != null && !bmc.equals(of)) {
            close(new Deadline(System.nanoTime()));
        }
        return Optional.ofNullable(session);
    }

    /**
     * Logs in.
     *
     * @param patience how long to wait before a message is sent again
     */
    Session open(Lan bmc, Attempt attempt, Duration patience) throws LanFailure {
        InetAddress host = address(bmc.host());
        LanFailure last = new LanFailure(Kind.LATE, "the time was up before the log-in");
        while (!attempt.deadline().hasPassed()) {
            boolean unknown = true;
            for (Suite suite : suites(bmc)) {
                try {
                    return open(bmc, host, suite, attempt, patience);
                } catch (LanFailure e) {
                    last = e.kind() == Kind.LATE && last.kind() != Kind.LATE ? last : e;
                    unknown &= e.kind() == Kind.OTHER_SUITE;
                    if (e.kind() != Kind.OTHER_SUITE
                            && e.kind() != Kind.SILENT
                            && e.kind() != Kind.LATE) {
                        throw e;
                    }
                }
            }
            if (unknown) {
                throw last;
            }
        }
        throw last;
    }

    private Session open(Lan bmc, InetAddress host, Suite suite, Attempt attempt, Duration patience)
            throws LanFailure {
        Deadline deadline =
                attempt.deadline().butWithin(patience.multipliedBy(PATIENCE_FOR_A_SUITE));
        Wire wire = attempt.holding(new Wire(host, bmc.port()));
        boolean opened = false;
        try {
            Session fresh = new Login(wire, bmc, suite, patience, deadline).open();
            session = fresh;
            of = bmc;
            lastSuite = suite.number();
            opened = true;
            return fresh;
        } finally {
            if (!opened) {
                wire.close();
            }
        }
    }

    /** Those to try, the one that worked before first. */
    private List<Suite> suites(Lan bmc) throws LanFailure {
        List<Suite> suites = new ArrayList<>();
        for (int number : bmc.cipherSuites()) {
            Suite.numbered(number)
                    .ifPresent(suite -> suites.add(number == lastSuite ? 0 : suites.size(), suite));
        }
        if (suites.isEmpty()) {
            throw new LanFailure(
                    Kind.REFUSED,
                    "none of the cipher suites %s is one of %s: check bmc.cipherSuites"
                            .formatted(bmc.cipherSuites(), Suite.known()));
        }
        return suites;
    }

    private static InetAddress address(String host) throws LanFailure {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new LanFailure(Kind.UNUSABLE, "there is no host " + host);
        }
    }

    /** The BMC has forgotten the session. */
    void forget() {
        if (session != null) {
            session.abandon();
            session = null;
        }
    }

    /**
     * Ends the session, if there is one.
     *
     * @param deadline how long to wait for the BMC to say so
     */
    void close(Deadline deadline) {
        if (session != null) {
            session.close(deadline);
            session = null;
        }
    }
}
