package io.vmstation.ipmi.source.lan;

/**
 * Which messages of a session were heard: IPMI 2.0 section 6.12.13, a window of 32. A message that
 * is repeated, or far too old, is not taken.
 */
final class SequenceWindow {
    private static final int SIZE = 32;

    /** Zero is never used in a session. */
    private long newest;

    /** Bit n: the one n before the newest was heard. */
    private int before;

    boolean accept(int number) {
        long value = Integer.toUnsignedLong(number);
        if (value == 0) {
            return false;
        }
        if (value > newest) {
            long ahead = value - newest;
            before = ahead < SIZE ? before << ahead | 1 : 1;
            newest = value;
            return true;
        }
        long behind = newest - value;
        if (behind >= SIZE || (before >> behind & 1) != 0) {
            return false;
        }
        before |= 1 << behind;
        return true;
    }
}
