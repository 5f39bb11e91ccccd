package io.vmstation.lan;

import com.sun.jna.NativeLong;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Hears the Ethernet frames of one type that reach one interface. */
final class FrameTap implements AutoCloseable {
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SECONDS = 20;

    private final int descriptor;

    FrameTap(int interfaceIndex, int etherType) {
        ByteBuffer address = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
        address.putShort((short) LinuxSockets.AF_PACKET);
        address.put((byte) (etherType >> 8)).put((byte) etherType).putInt(interfaceIndex);
        short protocol = address.getShort(2);
        descriptor =
                TestSystemCalls.socket(
                        LinuxSockets.AF_PACKET, LinuxSockets.SOCK_RAW, protocol & 0xffff);
        TestSystemCalls.bind(descriptor, address.array(), address.capacity());
        byte[] patience =
                ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(SECONDS).array();
        TestSystemCalls.setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, patience, patience.length);
    }

    byte[] next() {
        byte[] buffer = new byte[2048];
        int length =
                TestSystemCalls.recv(descriptor, buffer, new NativeLong(buffer.length), 0)
                        .intValue();
        return Arrays.copyOf(buffer, length);
    }

    @Override
    public void close() {
        TestSystemCalls.close(descriptor);
    }
}
