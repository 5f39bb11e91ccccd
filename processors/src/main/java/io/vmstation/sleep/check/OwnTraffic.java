package io.vmstation.sleep.check;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * How connections from this very machine are judged. It probes machines and services all the time,
 * and each probe is an established connection for a moment: such a one counts only if it is still
 * there a while later, as one is that somebody uses or that is relayed.
 *
 * @param ours tells addresses of this machine, beside the one by which it logs in
 * @param loggedInFrom tells the ports of this machine from which we are logged in at nodes at the
 *     moment, for whatever purpose
 * @param pause until the second look, positive; longer than a probe lasts
 */
record OwnTraffic(Predicate<InetAddress> ours, IntPredicate loggedInFrom, Duration pause) {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    OwnTraffic {
        requireNonNull(ours, "ours is null");
        requireNonNull(loggedInFrom, "loggedInFrom is null");
        requireNonNull(pause, "pause is null");
    }

    /** For the machine that this runs on. */
    static OwnTraffic usual(IntPredicate loggedInFrom) {
        return new OwnTraffic(OwnTraffic::isLocal, loggedInFrom, PAUSE);
    }

    /** A node's own loopback and link-local addresses look like ours and are not. */
    private static boolean isLocal(InetAddress address) {
        if (address.isLoopbackAddress() || address.isLinkLocalAddress()) {
            return false;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
