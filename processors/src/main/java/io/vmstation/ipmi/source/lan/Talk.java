package io.vmstation.ipmi.source.lan;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks a BMC by the session that is kept, and logs in anew when the BMC has forgotten it: it was
 * restarted, or it ends sessions that are not used for long. Used by one thread.
 */
final class Talk implements Conversation {
    private static final Duration LEAST_PATIENCE = Duration.ofMillis(250);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(1);

    /** A session that has not answered yet may be long forgotten. */
    private static final int TRIES_UNPROVEN = 3;

    private static final int TRIES = 5;

    private final SessionHolder sessions;
    private final Lan bmc;
    private final Attempt attempt;
    private final Duration patience;
    private boolean proven;
    private @Nullable LanFailure gone;

    /**
     * @param sessions where the session is kept
     */
    Talk(SessionHolder sessions, Lan bmc, Attempt attempt) {
        this.sessions = requireNonNull(sessions, "sessions is null");
        this.bmc = requireNonNull(bmc, "bmc is null");
        this.attempt = requireNonNull(attempt, "attempt is null");
        Duration tenth = Duration.ofNanos(attempt.deadline().left() / 10);
        patience =
                tenth.compareTo(LEAST_PATIENCE) < 0
                        ? LEAST_PATIENCE
                        : tenth.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : tenth;
    }

    @Override
    public Answer ask(Request request) throws LanFailure {
        while (true) {
            boolean kept = sessions.current(bmc).isPresent();
            Session session = session();
            int tries = kept && !proven ? TRIES_UNPROVEN : TRIES;
            try {
                Answer answer = session.ask(request, tries, patience, attempt.deadline());
                proven = true;
                return answer;
            } catch (LanFailure e) {
                if (e.kind() != Kind.SILENT || !kept || attempt.deadline().hasPassed()) {
                    throw e;
                }
                // It may have forgotten the session: once more by a new one.
                sessions.forget();
            }
        }
    }

    /** Asks, and does not ask again when no answer comes: the BMC may have heard. */
    Answer askOnce(Request request) throws LanFailure {
        Duration all = Duration.ofNanos(Math.max(1, attempt.deadline().left()));
        return session().ask(request, 1, all, attempt.deadline());
    }

    private Session session() throws LanFailure {
        if (gone != null) {
            throw gone;
        }
        try {
            Session session = sessions.current(bmc).orElse(null);
            if (session == null) {
                session = sessions.open(bmc, attempt, patience);
                proven = true;
            }
            attempt.holding(session.wire());
            return session;
        } catch (LanFailure e) {
            // Whatever else is asked in this go would only wait again.
            gone = e;
            throw e;
        }
    }
}
