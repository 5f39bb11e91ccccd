package io.vmstation.lan;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/** System calls that only tests need; see setns(2), capset(2), packet(7). */
final class TestSystemCalls {
    static {
        Native.register(TestSystemCalls.class, "c");
    }

    private TestSystemCalls() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;

    static native int setns(int descriptor, int kind) throws LastErrorException;

    static native int capset(byte[] header, byte[] data) throws LastErrorException;

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int bind(int socket, byte[] address, int length) throws LastErrorException;

    static native int setsockopt(int socket, int level, int option, byte[] value, int length)
            throws LastErrorException;

    static native NativeLong recv(int socket, byte[] buffer, NativeLong length, int flags)
            throws LastErrorException;
}
