package io.vmstation.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;

/** A value as people are shown it. */
final class ShownValue {
    private static final int LONGEST = 160;

    private ShownValue() {}

    /** As JSON; of what is long, the beginning and how long it is. */
    static String of(JsonNode value) {
        String text = value.toString();
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST) + "... (" + text.length() + " characters)";
    }
}
