package io.vmstation.share;

import static java.util.Objects.requireNonNull;

import io.vmstation.share.files.OwnFootprints;
import io.vmstation.share.samba.Samba;
import io.vmstation.share.signal.ShareWatches;

/**
 * What the component needs of the host: a bean of this type in the registry.
 *
 * @param watches where watches report
 * @param samba tells how Samba is set up here
 * @param own what the host itself does to files, which is no use of a share
 */
public record ShareSurroundings(ShareWatches watches, Samba samba, OwnFootprints own) {
    public ShareSurroundings {
        requireNonNull(watches, "watches is null");
        requireNonNull(samba, "samba is null");
        requireNonNull(own, "own is null");
    }
}
