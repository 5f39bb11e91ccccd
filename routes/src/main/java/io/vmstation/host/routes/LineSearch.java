package io.vmstation.host.routes;

import java.util.List;

/** Finds lines of a text, counted from 1; 0 stands for none. */
record LineSearch(String text) {

    /** The last line up to and including the given one that holds the word. */
    int lastUpTo(int line, String word) {
        List<String> lines = text.lines().toList();
        for (int i = Math.min(line, lines.size()); i >= 1; i--) {
            if (lines.get(i - 1).contains(word)) {
                return i;
            }
        }
        return 0;
    }

    /**
     * For the first word that is there at all: its first line from the given one on, else its
     * first.
     */
    int near(int line, List<String> words) {
        List<String> lines = text.lines().toList();
        for (String word : words) {
            int first = 0;
            for (int i = 1; i <= lines.size(); i++) {
                if (lines.get(i - 1).contains(word)) {
                    if (i >= line) {
                        return i;
                    }
                    first = first == 0 ? i : first;
                }
            }
            if (first > 0) {
                return first;
            }
        }
        return 0;
    }
}
