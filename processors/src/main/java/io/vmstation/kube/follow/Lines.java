package io.vmstation.kube.follow;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** Puts lines together that come in pieces. Bounded. Confined to one thread. */
final class Lines {
    private final int longest;
    private final Consumer<byte[]> taker;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * @param longest bytes of one line
     * @param taker gets each line that is not empty
     */
    Lines(int longest, Consumer<byte[]> taker) {
        this.longest = longest;
        this.taker = taker;
    }

    /** Takes some bytes; fails when a line is too long. */
    void add(byte[] piece) {
        int from = 0;
        for (int at = 0; at < piece.length; at++) {
            if (piece[at] == '\n') {
                append(piece, from, at);
                from = at + 1;
                byte[] whole = line.toByteArray();
                line.reset();
                if (whole.length > 0) {
                    taker.accept(whole);
                }
            }
        }
        append(piece, from, piece.length);
    }

    private void append(byte[] piece, int from, int to) {
        if (line.size() + to - from > longest) {
            throw new IllegalStateException(
                    "the server sent a line of more than %d MB".formatted(longest >> 20));
        }
        line.write(piece, from, to - from);
    }
}
