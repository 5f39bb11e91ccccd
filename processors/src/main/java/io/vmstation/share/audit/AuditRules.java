package io.vmstation.share.audit;

import io.vmstation.share.signal.ShareEvent;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whose accesses to which shares count for nothing. Names are compared without regard to case, as
 * Samba does. True: ignored. Thread-safe.
 */
public final class AuditRules implements Predicate<ShareEvent> {
    /** Every client that only looks which shares there are connects to these. */
    private static final Set<String> BUILT_IN = Set.of("ipc$", "print$");

    private final Set<String> shares;
    private final Set<String> ignoredUsers;

    /**
     * @param shares those that count; none: all but {@code IPC$} and {@code print$}
     * @param ignoredUsers with or without their domain
     */
    public AuditRules(Collection<String> shares, Collection<String> ignoredUsers) {
        this.shares = lower(shares);
        this.ignoredUsers = lower(ignoredUsers);
    }

    @Override
    public boolean test(ShareEvent event) {
        String share = event.share().toLowerCase(Locale.ROOT);
        boolean counts = shares.isEmpty() ? !BUILT_IN.contains(share) : shares.contains(share);
        String user = event.user().toLowerCase(Locale.ROOT);
        return !counts
                || ignoredUsers.contains(user)
                || ignoredUsers.contains(user.substring(user.lastIndexOf('\\') + 1));
    }

    private static Set<String> lower(Collection<String> names) {
        return names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
