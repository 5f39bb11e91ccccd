package io.vmstation.share.files;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/** The C library's functions for inotify; see inotify(7), poll(2), errno(3). */
final class LinuxInotify {
    static final int IN_ACCESS = 0x1;
    static final int IN_MODIFY = 0x2;
    static final int IN_OPEN = 0x20;
    static final int IN_MOVED_FROM = 0x40;
    static final int IN_MOVED_TO = 0x80;
    static final int IN_CREATE = 0x100;
    static final int IN_DELETE = 0x200;
    static final int IN_DELETE_SELF = 0x400;
    static final int IN_MOVE_SELF = 0x800;
    static final int IN_UNMOUNT = 0x2000;
    static final int IN_Q_OVERFLOW = 0x4000;
    static final int IN_IGNORED = 0x8000;
    static final int IN_ONLYDIR = 0x1000000;
    static final int IN_DONT_FOLLOW = 0x2000000;
    static final int IN_ISDIR = 0x40000000;

    static final int IN_NONBLOCK = 0x800;
    static final int IN_CLOEXEC = 0x80000;
    static final short POLLIN = 1;

    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENOTDIR = 20;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int ENOSPC = 28;

    static {
        Native.register(LinuxInotify.class, "c");
    }

    private LinuxInotify() {}

    static native int inotify_init1(int flags) throws LastErrorException;

    static native int inotify_add_watch(int descriptor, byte[] path, int mask)
            throws LastErrorException;

    static native int inotify_rm_watch(int descriptor, int watch) throws LastErrorException;

    static native int poll(byte[] descriptors, NativeLong count, int milliseconds)
            throws LastErrorException;

    static native NativeLong read(int descriptor, byte[] buffer, NativeLong count)
            throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;
}
