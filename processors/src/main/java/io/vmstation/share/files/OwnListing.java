package io.vmstation.share.files;

import java.util.HashSet;
import java.util.Set;

/**
 * Tells what our own listing of one directory makes the kernel report from what others do.
 *
 * <p>Listing a directory opens it once and reads it; both are told on its own watch and, with its
 * name, on that of its parent. The kernel queues these events before the system calls return, so
 * they all lie between a read before the listing and one after it. In between, a second opening is
 * somebody else's.
 */
final class OwnListing {
    private static final int TOLD =
            LinuxInotify.IN_OPEN | LinuxInotify.IN_ACCESS | LinuxInotify.IN_ISDIR;

    private record Place(int watch, String name) {}

    private final Set<Place> places;
    private final Set<Place> opened = new HashSet<>();

    /**
     * @param watch of the directory
     * @param parent of the directory that it lies in, or -1
     * @param name of the directory, one byte a character
     */
    OwnListing(int watch, int parent, String name) {
        this.places = Set.of(new Place(watch, ""), new Place(parent, name));
    }

    /** Whether this event is the listing's. Call it for every event in between, in order. */
    boolean explains(InotifyEvent event) {
        Place place = new Place(event.watch(), event.name());
        if (!event.isDirectory() || (event.mask() & ~TOLD) != 0 || !places.contains(place)) {
            return false;
        }
        return !event.isAny(LinuxInotify.IN_OPEN) || opened.add(place);
    }
}
