package io.vmstation.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * What a client said while it was held, in one buffer of about that size, because a pooled receive
 * buffer for each of thousands of clients would take a hundred times as much. Belongs to the
 * client's event loop.
 */
final class EarlyBytes {
    private final int holdBuffer;
    private final HeldLimits limits;
    private ByteBuf kept = Unpooled.EMPTY_BUFFER;
    private int extra;

    EarlyBytes(int holdBuffer, HeldLimits limits) {
        this.holdBuffer = holdBuffer;
        this.limits = limits;
    }

    /**
     * Keeps {@code data}, which stays the caller's. Native transport hands over all that the kernel
     * has once it saw a FIN, wanted or not, so more than the hold buffer may come.
     *
     * @return false when there is no room for it
     */
    boolean add(ByteBuf data) {
        int beyond = Math.max(0, kept.readableBytes() + data.readableBytes() - holdBuffer) - extra;
        if (beyond > 0) {
            if (!limits.takeBytes(beyond)) {
                return false;
            }
            extra += beyond;
        }
        if (kept.capacity() == 0) {
            kept = UnpooledByteBufAllocator.DEFAULT.heapBuffer(data.readableBytes());
        }
        kept.writeBytes(data);
        return true;
    }

    /** How many more bytes are wanted. */
    int room() {
        return Math.max(0, holdBuffer - kept.readableBytes());
    }

    boolean isEmpty() {
        return !kept.isReadable();
    }

    /** What is kept, only to be looked at. */
    ByteBuf peek() {
        return kept;
    }

    /** Hands the bytes over, to be released by the caller. */
    ByteBuf take() {
        ByteBuf taken = kept;
        kept = Unpooled.EMPTY_BUFFER;
        limits.giveBytes(extra);
        extra = 0;
        return taken;
    }

    /** Forgets the bytes. */
    void release() {
        take().release();
    }
}
