package io.vmstation.config;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into words as Python's {@code shlex.split(line, comments=True)} does. */
final class ShellWords {
    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private char quote;

    private ShellWords(String line) {
        this.line = line;
    }

    /**
     * The words without their quotes, up to a comment.
     *
     * @throws IllegalArgumentException when a quote is not closed
     */
    static List<String> split(String line) {
        return new ShellWords(line).split();
    }

    private List<String> split() {
        int index = 0;
        while (index < line.length() && !beginsComment(index)) {
            index += take(index);
        }
        if (quote != 0) {
            throw new IllegalArgumentException("has a quote that is not closed: close it");
        }
        endWord();
        return words;
    }

    private boolean beginsComment(int index) {
        return quote == 0 && line.charAt(index) == '#';
    }

    private int take(int index) {
        char c = line.charAt(index);
        boolean escapes = c == '\\' && quote != '\'' && index + 1 < line.length();
        if (escapes) {
            char next = line.charAt(index + 1);
            if (quote == '"' && next != '"' && next != '\\') {
                word.append(c);
            }
            word.append(next);
            inWord = true;
            return 2;
        }
        if (quote != 0) {
            takeQuoted(c);
        } else if (c == '"' || c == '\'') {
            quote = c;
            inWord = true;
        } else if (Character.isWhitespace(c)) {
            endWord();
        } else {
            word.append(c);
            inWord = true;
        }
        return 1;
    }

    private void takeQuoted(char c) {
        if (c == quote) {
            quote = 0;
        } else {
            word.append(c);
        }
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
