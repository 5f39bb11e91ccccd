package io.vmstation.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant who mistyped a word. */
public final class Suggestion {
    private static final int SHORTEST_BEGINNING = 5;
    private static final int LONGEST = 100;

    private Suggestion() {}

    /** The known word that is close enough, the closest first. */
    public static Optional<String> closest(String written, Collection<String> known) {
        return known.stream()
                .filter(word -> isClose(plain(written), plain(word)))
                .min(
                        Comparator.comparingInt(
                                        (String word) -> distance(plain(written), plain(word)))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code "did you mean 'x'?"}, or else what {@code otherwise} says. */
    public static String orElse(String written, Collection<String> known, String otherwise) {
        return closest(written, known)
                .map(word -> "did you mean '" + word + "'?")
                .orElse(otherwise);
    }

    private static boolean isClose(String written, String word) {
        if (written.length() > LONGEST) {
            return false;
        }
        boolean begins =
                Math.min(written.length(), word.length()) >= SHORTEST_BEGINNING
                        && (word.startsWith(written) || written.startsWith(word));
        return begins || distance(written, word) <= Math.max(1, written.length() / 4);
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }

    /** Edit distance by Levenshtein; a swap of neighbours counts once (optimal alignment). */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
