package io.vmstation.share.files;

import java.nio.file.Path;

/**
 * Something was done to a file or directory.
 *
 * @param operation one word
 */
record FileAccess(String operation, Path path) {
    /** Somebody looked what there is in a directory. */
    static final String LIST = "list";

    /** What an event of the kernel is called. */
    static String word(InotifyEvent event) {
        if (event.isAny(LinuxInotify.IN_OPEN)) {
            return event.isDirectory() ? LIST : "open";
        }
        if (event.isAny(LinuxInotify.IN_ACCESS)) {
            return event.isDirectory() ? LIST : "read";
        }
        if (event.isAny(LinuxInotify.IN_CREATE)) {
            return "create";
        }
        if (event.isAny(LinuxInotify.IN_MODIFY)) {
            return "write";
        }
        return event.isAny(LinuxInotify.IN_DELETE) ? "delete" : "rename";
    }
}
