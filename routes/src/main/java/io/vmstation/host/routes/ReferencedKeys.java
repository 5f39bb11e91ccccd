package io.vmstation.host.routes;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the {@code {{key}}} placeholders in the text of route files. A scan of text, without Camel;
 * comments are left out. What a route template takes as a parameter is in the result like any key.
 */
public final class ReferencedKeys {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");
    private static final Pattern COMMENT = Pattern.compile("(?m)(^|\\s)#.*$");

    private ReferencedKeys() {}

    /**
     * Keys of one file with the line, from 1, on which each stands first. {@code {{?key}}} and
     * {@code {{!key}}} count as {@code key}, {@code {{key:default}}} too; functions such as {@code
     * {{env:NAME}}} do not.
     */
    public static Map<String, Integer> in(String text) {
        Map<String, Integer> found = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            Matcher matcher = PLACEHOLDER.matcher(COMMENT.matcher(line).replaceAll(""));
            while (matcher.find()) {
                String key = key(matcher.group(1).strip());
                if (!key.isEmpty()) {
                    found.putIfAbsent(key, number);
                }
            }
        }
        return found;
    }

    /** Keys of several files, sorted. */
    public static Set<String> inAll(Collection<String> texts) {
        Set<String> found = new TreeSet<>();
        texts.forEach(text -> found.addAll(in(text).keySet()));
        return found;
    }

    private static String key(String content) {
        String key =
                content.startsWith("?") || content.startsWith("!") ? content.substring(1) : content;
        int colon = key.indexOf(':');
        if (colon < 0) {
            return key;
        }
        String before = key.substring(0, colon);
        return Set.of("env", "sys", "service", "service.host", "service.port", "bean", "file")
                        .contains(before)
                ? ""
                : before;
    }
}
