package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * A kind of event in the system event log of a BMC that is counted.
 *
 * @param name the label {@code name} of its metrics
 * @param pattern found somewhere in the text of such an event
 */
public record SelEventRule(String name, Pattern pattern) {
    public SelEventRule {
        requireNonNull(name, "name is null");
        requireNonNull(pattern, "pattern is null");
    }
}
