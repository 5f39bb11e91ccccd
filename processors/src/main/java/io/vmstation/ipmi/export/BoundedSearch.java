package io.vmstation.ipmi.export;

import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for patterns that users wrote in texts that controllers wrote, with a bound on the work:
 * {@code (a+)+b} would otherwise take longer than the world lasts. One object serves one reading.
 * Not thread-safe.
 */
final class BoundedSearch {
    /** No event of IPMI is that long. */
    static final int LONGEST_TEXT = 512;

    private static final Logger log = LoggerFactory.getLogger(BoundedSearch.class);
    private static final int MOST_STEPS_A_SEARCH = 100_000;
    private static final int MOST_STEPS = 5_000_000;

    private int left = MOST_STEPS;
    private int leftOfSearch;

    /** Whether it is found within the bounds; what takes longer is not. */
    boolean finds(Pattern pattern, String text) {
        int granted = Math.min(MOST_STEPS_A_SEARCH, left);
        leftOfSearch = granted;
        try {
            return pattern.matcher(
                            new Counted(text.substring(0, Math.min(text.length(), LONGEST_TEXT))))
                    .find();
        } catch (TooLong | StackOverflowError e) {
            log.debug("A pattern takes too long, it counts as not found: pattern={}", pattern);
            return false;
        } finally {
            left -= granted - Math.max(0, leftOfSearch);
        }
    }

    /** A text that counts how often it is looked at, which is how long a search takes. */
    private final class Counted implements CharSequence {
        private final CharSequence text;

        Counted(CharSequence text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (--leftOfSearch < 0) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end));
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super("too many steps", null, false, false);
        }
    }
}
