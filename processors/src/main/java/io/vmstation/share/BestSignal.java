package io.vmstation.share;

import io.vmstation.share.audit.AuditWatch;
import io.vmstation.share.signal.Signal;
import io.vmstation.share.signal.Watch;
import io.vmstation.share.signal.WatchStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes by the best signal that this machine offers now, and says why not by a better one. Samba's
 * log is followed in any case; as long as it is not there, or Samba is known not to write to it,
 * the directory is watched beside it. The watch of the directory ends when the log is there, and
 * comes back when it has been away for a while: a rotation is no reason.
 */
final class BestSignal implements Watch {
    private static final Duration ROTATION = Duration.ofMinutes(1);
    private static final Duration ASK_SAMBA = Duration.ofMinutes(5);

    private final AuditWatch audit;
    private final Supplier<Optional<String>> whyNotAudited;
    private final Supplier<Optional<String>> accessesUnseen;
    private final Function<Signal, Watch> watches;
    private @Nullable Watch instead;
    private String because = "";
    private Optional<String> unseen = Optional.empty();
    private Optional<String> unaudited = Optional.empty();
    private boolean asked;
    private long askedAt;
    private boolean heard;
    private long heardAt;

    /**
     * @param whyNotAudited why Samba does not write to the log, in one clause; may take a moment
     * @param accessesUnseen why accesses to files cannot be seen here, in one clause
     * @param watches makes the watch of a directory
     */
    BestSignal(
            AuditWatch audit,
            Supplier<Optional<String>> whyNotAudited,
            Supplier<Optional<String>> accessesUnseen,
            Function<Signal, Watch> watches) {
        this.audit = audit;
        this.whyNotAudited = whyNotAudited;
        this.accessesUnseen = accessesUnseen;
        this.watches = watches;
    }

    @Override
    public Signal signal() {
        return instead == null ? Signal.AUDIT : instead.signal();
    }

    @Override
    public void round(Duration patience) throws InterruptedException {
        audit.round(Duration.ZERO);
        Optional<String> missing = missing();
        if (missing.isEmpty()) {
            heard = true;
            heardAt = System.nanoTime();
            close(instead);
            instead = null;
        } else if (!isRotation()) {
            heard = false;
            fallBack(missing.get());
        }
        if (instead == null) {
            Thread.sleep(patience.toMillis());
        } else {
            instead.round(patience);
        }
    }

    private boolean isRotation() {
        return heard && System.nanoTime() - heardAt < ROTATION.toNanos();
    }

    private Optional<String> missing() {
        WatchStatus status = audit.status();
        if (!status.alive()) {
            asked = false;
            return Optional.of(status.text());
        }
        if (audit.heardOfSamba()) {
            return Optional.empty();
        }
        if (!asked || System.nanoTime() - askedAt > ASK_SAMBA.toNanos()) {
            unaudited = whyNotAudited.get();
            asked = true;
            askedAt = System.nanoTime();
        }
        return unaudited;
    }

    private void fallBack(String whyNotAudit) {
        if (instead == null) {
            unseen = accessesUnseen.get();
            instead = watches.apply(unseen.isEmpty() ? Signal.ACCESS : Signal.CHANGE);
        }
        because =
                "not audit, because "
                        + whyNotAudit
                        + unseen.map(reason -> "; not access, because " + reason).orElse("");
    }

    @Override
    public WatchStatus status() {
        if (instead == null) {
            return audit.status();
        }
        WatchStatus status = instead.status();
        return new WatchStatus(status.sight(), status.text() + "; " + because);
    }

    @Override
    public void close() {
        close(instead);
        audit.close();
    }

    private static void close(@Nullable Watch watch) {
        if (watch != null) {
            watch.close();
        }
    }
}
