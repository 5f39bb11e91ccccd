package io.vmstation.share;

import static java.util.Objects.requireNonNull;

import io.vmstation.share.samba.Samba;
import io.vmstation.share.signal.ShareWatches;
import java.nio.file.Path;
import java.util.Set;

/**
 * What the component needs of the host: a bean of this type in the registry.
 *
 * @param watches where watches report
 * @param samba tells how Samba is set up here
 * @param ownFolders folders in which the host itself reads and writes; what happens there is no use
 *     of a share
 */
public record ShareSurroundings(ShareWatches watches, Samba samba, Set<Path> ownFolders) {
    public ShareSurroundings {
        requireNonNull(watches, "watches is null");
        requireNonNull(samba, "samba is null");
        ownFolders = Set.copyOf(ownFolders);
    }
}
