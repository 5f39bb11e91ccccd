package io.vmstation.share.audit;

import java.util.Optional;
import java.util.Set;

/**
 * One line of {@code vfs_full_audit}, written with the prefix {@code AUDIT|%u|%I|%S}; see
 * vfs_full_audit(8).
 *
 * <p>Samba's own log has the line behind a header, or on a line of its own below the header,
 * depending on {@code debug syslog format}; syslog has it behind {@code smbd_audit:}. All three are
 * understood.
 *
 * @param user the user's name on this machine
 * @param client the address of the client
 * @param share the name of the share in smb.conf
 * @param operation such as {@code connect} or {@code openat}
 * @param succeeded whether it did
 * @param arguments what it was about, as Samba wrote it: a path, behind {@code r|} or {@code w|}
 */
record AuditEntry(
        String user,
        String client,
        String share,
        String operation,
        boolean succeeded,
        String arguments) {
    private static final String MARK = "AUDIT|";
    private static final int FIELDS = 6;

    /** What clients do when they leave, and what Samba does for them when they are gone. */
    private static final Set<String> LEAVING = Set.of("disconnect", "close", "closedir");

    /** Reads a line; nothing when it is none of the audit. */
    static Optional<AuditEntry> parse(String line) {
        int mark = line.indexOf(MARK);
        if (mark < 0 || (mark > 0 && !Character.isWhitespace(line.charAt(mark - 1)))) {
            return Optional.empty();
        }
        String[] fields = line.substring(mark + MARK.length()).split("\\|", FIELDS);
        if (fields.length < FIELDS - 1 || fields[3].isBlank()) {
            return Optional.empty();
        }
        return Optional.of(
                new AuditEntry(
                        fields[0].strip(),
                        fields[1].strip(),
                        fields[2].strip(),
                        fields[3].strip(),
                        fields[4].strip().equals("ok"),
                        fields.length < FIELDS ? "" : fields[5].strip()));
    }

    /** Whether somebody got what they came for; who leaves needs nothing any more. */
    boolean isUse() {
        return succeeded && !LEAVING.contains(operation);
    }
}
