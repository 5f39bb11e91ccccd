package io.vmstation.lan;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/** The C library's functions for packet sockets; see packet(7), socket(2), sendto(2). */
final class LinuxSockets {
    static final int AF_PACKET = 17;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int MSG_DONTWAIT = 0x40;
    static final int EPERM = 1;
    static final int EACCES = 13;

    static {
        Native.register(LinuxSockets.class, "c");
    }

    private LinuxSockets() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native NativeLong sendto(
            int socket,
            byte[] message,
            NativeLong length,
            int flags,
            byte[] address,
            int addressLength)
            throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;
}
