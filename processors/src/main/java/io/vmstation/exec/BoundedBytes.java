package io.vmstation.exec;

import io.vmstation.spi.CommandResult;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** Keeps the beginning of what is written and forgets the rest. Thread-safe. */
final class BoundedBytes extends OutputStream {
    private static final int MOST = CommandResult.MOST_OUTPUT;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int octet) {
        if (kept.size() < MOST) {
            kept.write(octet);
        }
    }

    @Override
    public synchronized void write(byte[] octets, int offset, int length) {
        kept.write(octets, offset, Math.min(length, MOST - kept.size()));
    }

    synchronized String text() {
        return LenientText.of(kept.toByteArray());
    }
}
