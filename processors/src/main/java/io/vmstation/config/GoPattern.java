package io.vmstation.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads a regular expression of RE2 as Go writes it (golang.org/s/re2syntax) into one of Java that
 * finds the same in one line of text. What the two understand differently is translated; what RE2
 * does not have is refused, so that a file means the same here and there.
 */
final class GoPattern {
    private static final int LONGEST = 1000;
    private static final int MOST_REPETITIONS = 1000;
    private static final String SAME_ESCAPES = "aftnrdDsSwWbBAzx";
    private static final Pattern GROUP =
            Pattern.compile("\\(\\?(?:P?<([A-Za-z0-9_]+)>|([imsU-]*)(:|\\)))");
    private static final Pattern REPETITION = Pattern.compile("\\{(\\d+)(,(\\d*))?}");
    private static final Pattern PROPERTY = Pattern.compile("\\\\([pP])(?:(\\w)|\\{(\\^?)(\\w+)})");
    private static final Pattern POSIX = Pattern.compile("\\[:(\\^?)(\\w+):]");
    private static final Map<String, String> POSIX_CLASSES =
            Map.ofEntries(
                    Map.entry("alnum", "Alnum"),
                    Map.entry("alpha", "Alpha"),
                    Map.entry("ascii", "ASCII"),
                    Map.entry("blank", "Blank"),
                    Map.entry("cntrl", "Cntrl"),
                    Map.entry("digit", "Digit"),
                    Map.entry("graph", "Graph"),
                    Map.entry("lower", "Lower"),
                    Map.entry("print", "Print"),
                    Map.entry("punct", "Punct"),
                    Map.entry("space", "Space"),
                    Map.entry("upper", "Upper"),
                    Map.entry("xdigit", "XDigit"));
    private static final Set<Character> QUANTIFIERS = Set.of('*', '+', '?');

    private final String text;
    private final StringBuilder java = new StringBuilder();
    private int at;

    private GoPattern(String text) {
        this.text = text;
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException with a message that continues what was written
     */
    static Pattern compile(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "is not a regular expression of 1 to " + LONGEST + " characters");
        }
        String translated = new GoPattern(text).translate();
        try {
            return Pattern.compile(translated, Pattern.UNIX_LINES | Pattern.UNICODE_CASE);
        } catch (PatternSyntaxException e) {
            throw wrong(String.valueOf(e.getDescription()).toLowerCase(Locale.ROOT));
        }
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(
                "is not a regular expression of RE2 (" + what + "): correct it");
    }

    private String translate() {
        while (at < text.length()) {
            char next = text.charAt(at);
            switch (next) {
                case '\\' -> escape();
                case '[' -> characterClass();
                case '(' -> group();
                case '*', '+', '?' -> quantifier(1);
                case '{' -> brace();
                default -> copy(1);
            }
        }
        return java.toString();
    }

    private void copy(int count) {
        java.append(text, at, at + count);
        at += count;
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length());
    }

    /** One escape, in or out of a class. */
    private void escape() {
        if (at + 1 == text.length()) {
            throw wrong("it ends with a backslash");
        }
        char what = text.charAt(at + 1);
        if (what == 'p' || what == 'P') {
            property();
        } else if (what == 'Q') {
            int end = text.indexOf("\\E", at);
            String quoted = text.substring(at + 2, end < 0 ? text.length() : end);
            java.append(Pattern.quote(quoted));
            at = end < 0 ? text.length() : end + 2;
        } else if (what == 'v') {
            java.append("\\x0B");
            at += 2;
        } else if (SAME_ESCAPES.indexOf(what) >= 0 || !isWordCharacter(what)) {
            copy(2);
        } else {
            throw wrong("\\" + what + " means nothing, or looks back at what was found");
        }
    }

    private static boolean isWordCharacter(char what) {
        return what == '_' || Character.isLetterOrDigit(what);
    }

    private void property() {
        Matcher property = matcher(PROPERTY);
        if (!property.lookingAt()) {
            throw wrong("\\p needs the name of a class of characters");
        }
        String name = property.group(2) == null ? property.group(4) : property.group(2);
        boolean negated = property.group(1).equals("P") != "^".equals(property.group(3));
        String javaName = name.length() <= 2 ? name : "Is" + name;
        java.append(negated ? "\\P{" : "\\p{").append(javaName).append('}');
        at = property.end();
    }

    private void characterClass() {
        copy(1);
        if (at < text.length() && text.charAt(at) == '^') {
            copy(1);
        }
        boolean first = true;
        while (at < text.length() && (first || text.charAt(at) != ']')) {
            classMember();
            first = false;
        }
        if (at == text.length()) {
            throw wrong("a class of characters has no end");
        }
        copy(1);
    }

    /** Java knows unions and intersections in a class, for RE2 these are characters as others. */
    private void classMember() {
        Matcher posix = matcher(POSIX);
        char member = text.charAt(at);
        if (member == '\\') {
            escape();
        } else if (member == '[' && posix.lookingAt()) {
            String name = POSIX_CLASSES.get(posix.group(2));
            if (name == null && !posix.group(2).equals("word")) {
                throw wrong(posix.group() + " is no class of characters");
            }
            boolean negated = !posix.group(1).isEmpty();
            java.append(
                    name == null
                            ? (negated ? "\\W" : "\\w")
                            : (negated ? "\\P{" : "\\p{") + name + "}");
            at = posix.end();
        } else if (member == '[' || member == '&' || member == ']') {
            java.append('\\');
            copy(1);
        } else {
            copy(1);
        }
    }

    /** What a group has found is not asked for, so its name is of no use. */
    private void group() {
        if (!text.startsWith("(?", at)) {
            copy(1);
            return;
        }
        Matcher group = matcher(GROUP);
        if (!group.lookingAt()) {
            throw wrong("(? begins neither a name nor flags, and looking around is not possible");
        }
        // Whether it is found does not depend on U, the greed of its parts.
        java.append(
                group.group(1) != null
                        ? "(?:"
                        : "(?" + group.group(2).replace("U", "") + group.group(3));
        at = group.end();
    }

    private void brace() {
        Matcher repetition = matcher(REPETITION);
        if (!repetition.lookingAt()) {
            java.append('\\');
            copy(1);
            return;
        }
        for (String count : new String[] {repetition.group(1), repetition.group(3)}) {
            if (count != null
                    && !count.isEmpty()
                    && (count.length() > 4 || Integer.parseInt(count) > MOST_REPETITIONS)) {
                throw wrong("more than " + MOST_REPETITIONS + " repetitions");
            }
        }
        quantifier(repetition.end() - at);
    }

    private void quantifier(int length) {
        copy(length);
        if (at < text.length() && text.charAt(at) == '?') {
            copy(1);
        }
        if (at < text.length() && QUANTIFIERS.contains(text.charAt(at))) {
            throw wrong("a repetition of a repetition");
        }
    }
}
