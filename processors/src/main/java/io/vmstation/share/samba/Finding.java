package io.vmstation.share.samba;

import static java.util.Objects.requireNonNull;

/**
 * Something about Samba's configuration that its owner should know.
 *
 * @param severity how bad it is
 * @param text what is wrong, and what helps
 */
public record Finding(Severity severity, String text) {
    /** What a finding leads to. */
    public enum Severity {
        /** Samba refuses every client of a share. */
        LOCKS_OUT("clients are locked out"),
        /** Nobody who uses a share is noticed. */
        UNSEEN("not seen"),
        /** It could be better. */
        HINT("hint");

        private final String word;

        Severity(String word) {
            this.word = word;
        }
    }

    public Finding {
        requireNonNull(severity, "severity is null");
        requireNonNull(text, "text is null");
    }

    @Override
    public String toString() {
        return severity.word + ": " + text;
    }
}
