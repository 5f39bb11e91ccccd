package io.vmstation.ipmi.source.tool;

/** What programs printed, in words that fit into a reason. */
public final class Excerpt {
    private static final int LONGEST = 160;

    private Excerpt() {}

    /** Its words in one line, without control characters and of bounded length. */
    public static String of(String printed) {
        String words = printed.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        if (words.isEmpty()) {
            return "nothing";
        }
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "...";
    }
}
