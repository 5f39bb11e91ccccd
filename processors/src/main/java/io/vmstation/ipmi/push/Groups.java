package io.vmstation.ipmi.push;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The groups that a Pushgateway may have of our nodes. Not thread-safe. */
final class Groups {
    /** Written by us and not removed since, as far as is known. */
    private final Set<String> written = new HashSet<>();

    /** Certainly not there. */
    private final Set<String> removed = new HashSet<>();

    /** Had nothing to write at the last look, either. */
    private Set<String> absent = Set.of();

    /** A request that was not answered may have been carried out. */
    void unanswered(String node, boolean removes) {
        if (!removes) {
            settled(node, true);
        }
    }

    /** A group is there from now on, or it is not, or the gateway will not remove it. */
    void settled(String node, boolean there) {
        if (there) {
            written.add(node);
            removed.remove(node);
        } else {
            written.remove(node);
            removed.add(node);
        }
    }

    /** Whether there may be a group that we wrote. */
    boolean has(String node) {
        return written.contains(node);
    }

    /**
     * The groups whose values are no longer true: those that we wrote and, after a second look,
     * those that were left behind before we were started. One look is not enough for these: the
     * first reading may only not have come yet.
     *
     * @param present nodes that have something to write
     * @param polled all nodes that ever may
     */
    Set<String> toRemove(Set<String> present, Set<String> polled) {
        Set<String> now = new TreeSet<>(polled);
        now.removeAll(present);
        Set<String> found = new TreeSet<>(now);
        found.retainAll(absent);
        found.addAll(written);
        found.removeAll(present);
        found.removeAll(removed);
        absent = now;
        removed.retainAll(polled);
        return found;
    }
}
