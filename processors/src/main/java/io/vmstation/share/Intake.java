package io.vmstation.share;

import io.vmstation.share.audit.AuditRules;
import io.vmstation.share.files.ProgramsAtWork;
import io.vmstation.share.signal.Bursts;
import io.vmstation.share.signal.Outcome;
import io.vmstation.share.signal.ShareEvent;
import io.vmstation.share.signal.ShareWatches;
import io.vmstation.share.signal.Signal;
import java.util.function.Consumer;

/** Decides which events start the route. Confined to the thread of the watch. */
final class Intake implements Consumer<ShareEvent> {
    private final String route;
    private final ShareWatches watches;
    private final AuditRules rules;
    private final Bursts bursts;
    private final ProgramsAtWork programs;
    private final Route next;

    /** What events are handed to. */
    @FunctionalInterface
    interface Route {
        /**
         * Begins with an event; never waits.
         *
         * @param ended to be run once, on any thread, when all is over; not when false is returned
         * @return whether there was room for it
         */
        boolean begin(ShareEvent event, Runnable ended);
    }

    Intake(
            String route,
            ShareSettings settings,
            ShareWatches watches,
            ProgramsAtWork programs,
            Route next) {
        this.route = route;
        this.watches = watches;
        this.programs = programs;
        this.next = next;
        this.rules = new AuditRules(settings.shares(), settings.ignoreUsers());
        this.bursts = new Bursts(settings.quiet(), System::nanoTime);
    }

    @Override
    public void accept(ShareEvent event) {
        watches.count(route, event.signal(), decide(event));
    }

    private Outcome decide(ShareEvent event) {
        boolean audited = event.signal() == Signal.AUDIT;
        if (audited && rules.test(event)) {
            return Outcome.IGNORED;
        }
        if (!bursts.mayBegin(event.source())) {
            return Outcome.MERGED;
        }
        if (!audited && programs.explain()) {
            return Outcome.IGNORED;
        }
        bursts.begin(event.source());
        if (next.begin(event, () -> bursts.ended(event.source()))) {
            return Outcome.ACTED;
        }
        bursts.ended(event.source());
        return Outcome.REJECTED;
    }
}
