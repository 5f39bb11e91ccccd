package io.vmstation.share;

import static java.util.Objects.requireNonNull;

import io.vmstation.share.signal.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a route that waits for the use of a share is told.
 *
 * @param signal what to go by; nothing: the best that this machine offers
 * @param log where Samba writes its audit, for the signal {@code audit}
 * @param directory what is shared, for the others
 * @param shares names of the shares that count; none: all
 * @param ignoreUsers whose accesses count for nothing
 * @param ignorePrograms local programs whose accesses count for nothing
 * @param quiet how long a burst of accesses lasts
 */
record ShareSettings(
        Optional<Signal> signal,
        Optional<Path> log,
        Optional<Path> directory,
        List<String> shares,
        List<String> ignoreUsers,
        List<String> ignorePrograms,
        Duration quiet) {
    ShareSettings {
        requireNonNull(quiet, "quiet is null");
        shares = List.copyOf(shares);
        ignoreUsers = List.copyOf(ignoreUsers);
        ignorePrograms = List.copyOf(ignorePrograms);
        boolean needsLog = signal.isEmpty() || signal.get() == Signal.AUDIT;
        boolean needsDirectory = signal.isEmpty() || signal.get() != Signal.AUDIT;
        if (needsLog && log.isEmpty()) {
            throw new IllegalArgumentException("log is missing: name Samba's audit log");
        }
        if (needsDirectory && directory.isEmpty()) {
            throw new IllegalArgumentException("directory is missing: name what is shared");
        }
    }
}
