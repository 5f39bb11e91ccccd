package io.vmstation.share;

import io.vmstation.share.audit.AuditWatch;
import io.vmstation.share.files.DirectoryWatch;
import io.vmstation.share.files.OwnFootprints;
import io.vmstation.share.signal.ShareEvent;
import io.vmstation.share.signal.Signal;
import io.vmstation.share.signal.Watch;
import java.util.function.Consumer;

/** Makes the watch that a route asks for. */
final class Watches {
    private Watches() {}

    static Watch of(
            ShareSettings settings, ShareSurroundings surroundings, Consumer<ShareEvent> events) {
        return settings.signal()
                .map(signal -> of(signal, settings, surroundings.own(), events))
                .orElseGet(
                        () ->
                                new BestSignal(
                                        new AuditWatch(settings.log().orElseThrow(), events),
                                        () ->
                                                surroundings
                                                        .samba()
                                                        .whyNotAudited(
                                                                settings.shares(),
                                                                settings.log().orElseThrow()),
                                        DirectoryWatch::accessesUnseen,
                                        signal ->
                                                of(signal, settings, surroundings.own(), events)));
    }

    private static Watch of(
            Signal signal, ShareSettings settings, OwnFootprints own, Consumer<ShareEvent> events) {
        return switch (signal) {
            case AUDIT -> new AuditWatch(settings.log().orElseThrow(), events);
            case ACCESS ->
                    DirectoryWatch.ofAccesses(settings.directory().orElseThrow(), own, events);
            case CHANGE ->
                    DirectoryWatch.ofChanges(settings.directory().orElseThrow(), own, events);
        };
    }
}
