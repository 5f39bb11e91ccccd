package io.vmstation.sleep.check;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names in which {@code *} stands for anything, whatever their case.
 *
 * @param patterns none matches nothing
 */
record NamePatterns(List<Pattern> patterns) {

    /** As users write them. */
    static NamePatterns of(List<String> written) {
        return new NamePatterns(
                written.stream()
                        .map(
                                each ->
                                        Arrays.stream(each.split("\\*", -1))
                                                .map(Pattern::quote)
                                                .collect(Collectors.joining(".*")))
                        .map(regex -> Pattern.compile(regex, Pattern.CASE_INSENSITIVE))
                        .toList());
    }

    boolean match(String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }
}
