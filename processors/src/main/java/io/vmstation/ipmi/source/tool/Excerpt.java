package io.vmstation.ipmi.source.tool;

/** What programs printed, in words that fit into a reason. */
public final class Excerpt {
    private static final int LONGEST = 160;

    private Excerpt() {}

    /** The first line that says something, without control characters and of bounded length. */
    public static String of(String printed) {
        String line =
                printed.lines()
                        .map(each -> each.replaceAll("[\\p{Cntrl}\\s]+", " ").strip())
                        .filter(each -> !each.isEmpty())
                        .findFirst()
                        .orElse("nothing");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
