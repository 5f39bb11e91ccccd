package io.vmstation.share.audit;

import static java.util.Objects.requireNonNull;

import io.vmstation.share.signal.ShareEvent;
import io.vmstation.share.signal.Signal;
import io.vmstation.share.signal.Watch;
import io.vmstation.share.signal.WatchStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hears from Samba itself who uses which share. */
public final class AuditWatch implements Watch {
    private static final Duration REMEMBER_REFUSAL = Duration.ofMinutes(10);

    /** What Samba writes when it refuses a client for a name in {@code full_audit:success}. */
    private static final Pattern REFUSAL = Pattern.compile("Could not find opname (\\S+)");

    private final Path log;
    private final Consumer<ShareEvent> events;
    private final LogTail tail;
    private Optional<String> refusal = Optional.empty();
    private long refusedAt;
    private boolean heard;

    /**
     * @param log where Samba writes
     * @param events told of every use of a share, in order
     */
    public AuditWatch(Path log, Consumer<ShareEvent> events) {
        this.log = requireNonNull(log, "log is null");
        this.events = requireNonNull(events, "events is null");
        this.tail = new LogTail(log, System::nanoTime);
    }

    @Override
    public Signal signal() {
        return Signal.AUDIT;
    }

    /** Whether Samba has written to it since the first round. */
    public boolean heardOfSamba() {
        return heard;
    }

    @Override
    public void round(Duration patience) throws InterruptedException {
        if (System.nanoTime() - refusedAt > REMEMBER_REFUSAL.toNanos()) {
            refusal = Optional.empty();
        }
        if (!tail.round(this::take) && !patience.isZero()) {
            Thread.sleep(patience.toMillis());
        }
    }

    private void take(String line) {
        Optional<AuditEntry> audited = AuditEntry.parse(line);
        Matcher refused = REFUSAL.matcher(line);
        // The name of a file can be anything: what clients do is no word of Samba's own.
        if (audited.isEmpty() && refused.find()) {
            refusedAt = System.nanoTime();
            refusal =
                    Optional.of(
                            "Samba refuses clients, because full_audit in smb.conf names the operation %s, which it does not know: `vmstation samba` says which it does"
                                    .formatted(refused.group(1)));
        }
        audited.ifPresent(
                entry -> {
                    heard = true;
                    if (entry.isUse()) {
                        events.accept(event(entry));
                    }
                });
    }

    private static ShareEvent event(AuditEntry entry) {
        return new ShareEvent(
                Signal.AUDIT,
                entry.client(),
                entry.user(),
                entry.share(),
                entry.operation(),
                entry.arguments());
    }

    @Override
    public WatchStatus status() {
        return tail.problem()
                .map(WatchStatus::blind)
                .or(() -> refusal.map(WatchStatus::partly))
                .orElseGet(() -> WatchStatus.watching("log=" + log));
    }

    @Override
    public void close() {
        tail.close();
    }
}
