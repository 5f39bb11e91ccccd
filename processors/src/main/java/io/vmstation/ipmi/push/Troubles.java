package io.vmstation.ipmi.push;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where samples have failed to arrive several times in a row: in the log when that begins and ends,
 * and for the health page. Thread-safe.
 */
final class Troubles {
    /** So many failures in a row are trouble. */
    static final int PATIENCE = 3;

    private static final Logger log = LoggerFactory.getLogger(Troubles.class);

    private final SortedMap<String, Trouble> bySubject = new TreeMap<>();

    private record Trouble(int failures, String reason) {}

    /**
     * Another failure.
     *
     * @param subject a receiver, or a node at a receiver
     * @param reason one clause without secrets
     */
    synchronized void failed(String subject, String reason) {
        Trouble before = bySubject.get(subject);
        int failures = before == null ? 1 : before.failures + 1;
        bySubject.put(subject, new Trouble(failures, reason));
        if (failures == PATIENCE) {
            log.warn("Readings of BMCs do not arrive: receiver={}, reason={}", subject, reason);
        } else {
            log.debug(
                    "Readings of BMCs did not arrive: receiver={}, failures={}, reason={}",
                    subject,
                    failures,
                    reason);
        }
    }

    /** A success, or there is nothing to send any more. */
    synchronized void ended(String subject) {
        Trouble before = bySubject.remove(subject);
        if (before != null && before.failures >= PATIENCE) {
            log.info(
                    "Readings of BMCs arrive again: receiver={}, failures={}",
                    subject,
                    before.failures);
        }
    }

    /** A sentence for each subject that is in trouble now. */
    synchronized Map<String, String> now() {
        SortedMap<String, String> sentences = new TreeMap<>();
        bySubject.forEach(
                (subject, trouble) -> {
                    if (trouble.failures >= PATIENCE) {
                        sentences.put(
                                subject,
                                "The readings of BMCs do not arrive by %s: %s."
                                        .formatted(subject, trouble.reason));
                    }
                });
        return sentences;
    }
}
