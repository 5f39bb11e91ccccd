package io.vmstation.share.signal;

import static java.util.Objects.requireNonNull;

/**
 * Somebody used a share.
 *
 * @param signal how it was noticed
 * @param source who: the address of a client where that is known, else the directory
 * @param user the user's name, empty when unknown
 * @param share the name of the share, empty when unknown
 * @param operation what was done, one word
 * @param path with which file; may be empty
 */
public record ShareEvent(
        Signal signal, String source, String user, String share, String operation, String path) {
    public ShareEvent {
        requireNonNull(signal, "signal is null");
        requireNonNull(source, "source is null");
        requireNonNull(user, "user is null");
        requireNonNull(share, "share is null");
        requireNonNull(operation, "operation is null");
        requireNonNull(path, "path is null");
    }

    /** Something that happened to a file, by whomever. */
    public static ShareEvent ofFile(
            Signal signal, String directory, String operation, String path) {
        return new ShareEvent(signal, directory, "", "", operation, path);
    }
}
