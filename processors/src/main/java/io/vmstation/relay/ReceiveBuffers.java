package io.vmstation.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Sizes the receive buffers of one channel: small while its client is held, large once it is
 * relayed. A channel keeps the first allocator that it reads with, so this one changes instead.
 * Belongs to the channel's event loop.
 */
final class ReceiveBuffers implements RecvByteBufAllocator {
    /** Sizes at which the copy through user space is as fast as haproxy's. */
    private static final RecvByteBufAllocator RELAYED =
            new AdaptiveRecvByteBufAllocator(2048, 65536, 262144);

    private static final int HELD = 2048;

    private int limit = Integer.MAX_VALUE;

    /** The next reads take at most so many bytes each, but at least one and at most 2 KB. */
    void hold(int room) {
        limit = room == 0 ? HELD : Math.min(room, HELD);
    }

    /** The next reads take as many bytes as pay. */
    void relay() {
        limit = Integer.MAX_VALUE;
    }

    @Override
    @SuppressWarnings("deprecation") // the only kind of handle that Netty's transports accept
    public Handle newHandle() {
        return new Limited((ExtendedHandle) RELAYED.newHandle());
    }

    @SuppressWarnings("deprecation") // see newHandle
    private final class Limited extends DelegatingHandle implements ExtendedHandle {
        private final ExtendedHandle adaptive;

        Limited(ExtendedHandle adaptive) {
            super(adaptive);
            this.adaptive = adaptive;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return limit == Integer.MAX_VALUE
                    ? adaptive.allocate(allocator)
                    : allocator.ioBuffer(limit, limit);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return adaptive.continueReading(maybeMoreData);
        }
    }
}
