package io.vmstation.sleep.check;

import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says of values whether they mean use; of several one is enough. Immutable.
 *
 * <pre>
 *   exists        there is one that is not null
 *   not-empty     there is one that is not null, "", [] or {}
 *   true          one is true
 *   OP VALUE      one compares so; OP is ==, !=, &gt;, &gt;=, &lt; or &lt;=
 * </pre>
 *
 * <p>VALUE is a number, {@code true}, {@code false}, {@code null}, or a text, which may stand in
 * single or double quotes. A text that reads as a number compares with a number as one. Order is
 * for numbers only. Where {@code true} or a comparison finds nothing at a path that names a single
 * value, or something that cannot be compared, the answer is unknown.
 */
final class BusyIf {
    private static final Pattern COMPARISON = Pattern.compile("(==|!=|>=|<=|>|<)\\s*(.+)");
    private static final Pattern QUOTED = Pattern.compile("\"(.*)\"|'(.*)'");

    private final String written;
    private final Condition condition;
    private final boolean needsValue;

    /** Says of one value whether it means use; nothing: it cannot be told. */
    private interface Condition {
        Optional<Boolean> holdsFor(@Nullable Object value);
    }

    private BusyIf(String written, boolean needsValue, Condition condition) {
        this.written = written;
        this.needsValue = needsValue;
        this.condition = condition;
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException with a clause that names what is written and what to write
     */
    static BusyIf parse(String written) {
        String text = written.strip();
        return switch (text) {
            case "exists" -> new BusyIf(text, false, value -> Optional.of(value != null));
            case "not-empty" -> new BusyIf(text, false, value -> Optional.of(!isEmpty(value)));
            case "true" -> comparison(text, "==", "true");
            default -> {
                Matcher comparison = COMPARISON.matcher(text);
                if (!comparison.matches()) {
                    throw wrong(text);
                }
                yield comparison(text, comparison.group(1), comparison.group(2).strip());
            }
        };
    }

    private static BusyIf comparison(String text, String operator, String operand) {
        Matcher quoted = QUOTED.matcher(operand);
        boolean isQuoted = quoted.matches();
        String inner =
                isQuoted ? quoted.group(1) == null ? quoted.group(2) : quoted.group(1) : operand;
        Optional<BigDecimal> number = isQuoted ? Optional.empty() : number(inner);
        if (operator.equals("==") || operator.equals("!=")) {
            boolean wanted = operator.equals("==");
            return new BusyIf(
                    text,
                    true,
                    value -> equal(value, inner, number, isQuoted).map(same -> same == wanted));
        }
        BigDecimal bound = number.orElseThrow(() -> wrong(text));
        return new BusyIf(
                text,
                true,
                value -> number(value).map(found -> inOrder(found.compareTo(bound), operator)));
    }

    private static boolean inOrder(int compared, String operator) {
        return switch (operator) {
            case ">" -> compared > 0;
            case ">=" -> compared >= 0;
            case "<" -> compared < 0;
            default -> compared <= 0;
        };
    }

    private static Optional<Boolean> equal(
            @Nullable Object value, String text, Optional<BigDecimal> number, boolean quoted) {
        if (value instanceof Map || value instanceof List) {
            return Optional.empty();
        }
        if (number.isPresent()) {
            return Optional.of(
                    number(value).map(found -> found.compareTo(number.get()) == 0).orElse(false));
        }
        boolean mayBe = !quoted || value instanceof String;
        return Optional.of(mayBe && text.equals(String.valueOf(value)));
    }

    private static Optional<BigDecimal> number(@Nullable Object value) {
        if (!(value instanceof Number) && !(value instanceof String)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(value.toString().strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || (value instanceof String text && text.isEmpty())
                || (value instanceof Collection<?> items && items.isEmpty())
                || (value instanceof Map<?, ?> entries && entries.isEmpty());
    }

    private static IllegalArgumentException wrong(String written) {
        return new IllegalArgumentException(
                "busyIf is "
                        + LookWords.clean(written)
                        + ": write exists, not-empty, true, or a comparison, > 0 or == playing");
    }

    /** Judges what was found at {@code path}. */
    Evidence judge(List<Object> values, JsonValues path) {
        if (values.isEmpty()) {
            String nothing = "there is nothing at " + path;
            return needsValue && path.isSingle() ? new Unknown(nothing) : new Idle(nothing);
        }
        @Nullable String strange = null;
        for (@Nullable Object value : values) {
            Optional<Boolean> holds = condition.holdsFor(value);
            String what = LookWords.clean(String.valueOf(value)) + " at " + path;
            if (holds.isEmpty()) {
                strange = what + " cannot be compared with " + written;
            } else if (holds.get()) {
                return new Busy(what + ", busy if " + written);
            }
        }
        if (strange != null) {
            return new Unknown(strange);
        }
        String shown = values.size() == 1 ? LookWords.clean(String.valueOf(values.get(0))) : "none";
        return new Idle(shown + " at " + path + ", busy if " + written);
    }
}
