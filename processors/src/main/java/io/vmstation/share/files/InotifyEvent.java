package io.vmstation.share.files;

/**
 * What the kernel tells; see inotify(7).
 *
 * @param watch which watch it is about; -1 for all
 * @param mask what happened
 * @param name of the file in the watched directory, one byte a character; empty for the directory
 *     itself
 */
record InotifyEvent(int watch, int mask, String name) {
    boolean isAny(int bits) {
        return (mask & bits) != 0;
    }

    boolean isDirectory() {
        return isAny(LinuxInotify.IN_ISDIR);
    }
}
