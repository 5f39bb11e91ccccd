package io.vmstation.sleep.check;

import io.vmstation.spi.Evidence;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which sessions keep the node awake.
 *
 * @param music whether what is only heard does
 * @param pausedGrace for how long what was paused does
 */
record JellyfinRules(boolean music, Duration pausedGrace) {

    /**
     * Judges all of them.
     *
     * @param now by Jellyfin's own clock
     */
    Evidence judge(List<JellyfinAnswer.Session> sessions, Instant now) {
        List<String> uses = new ArrayList<>();
        List<String> quiet = new ArrayList<>();
        for (JellyfinAnswer.Session session : sessions) {
            if (session.playing() == null) {
                if (session.transcoding() != null) {
                    uses.add("Jellyfin transcodes for " + session.who());
                }
            } else if (session.isMusic() && !music) {
                quiet.add(session.who() + " plays music, which does not count");
            } else if (session.isPaused()) {
                judgePaused(session, now, uses, quiet);
            } else {
                uses.add(session.who() + " plays " + kind(session));
            }
        }
        if (!uses.isEmpty()) {
            return new Evidence.Busy(first(uses));
        }
        return new Evidence.Idle(
                quiet.isEmpty() ? "nobody plays anything in Jellyfin" : first(quiet));
    }

    private void judgePaused(
            JellyfinAnswer.Session session, Instant now, List<String> uses, List<String> quiet) {
        String what = session.who() + " paused " + kind(session);
        String written = session.pausedSince();
        if (written == null) {
            uses.add(what + ", and this Jellyfin does not say when");
            return;
        }
        Duration since;
        try {
            since = Duration.between(Instant.parse(written), now);
        } catch (DateTimeException e) {
            uses.add(what + ", and it is not clear when");
            return;
        }
        boolean fresh = since.compareTo(pausedGrace) < 0;
        (fresh ? uses : quiet).add(what + " " + Math.max(0, since.toMinutes()) + " min ago");
    }

    private static String kind(JellyfinAnswer.Session session) {
        return session.isMusic() ? "music" : "video";
    }

    private static String first(List<String> clauses) {
        return clauses.get(0)
                + (clauses.size() == 1 ? "" : ", and " + (clauses.size() - 1) + " more");
    }
}
