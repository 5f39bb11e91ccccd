package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Turns scalars into values as kubectl does, where YAML 1.1 and 1.2 differ: {@code 0644} is octal.
 * Only {@code yes}, {@code no}, {@code on} and {@code off} are text, since few mean a flag by them.
 */
final class YamlScalars {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]{0,99})");
    private static final Pattern OTHER_BASE =
            Pattern.compile("([-+]?)(0x|0o|0b|0)([0-9a-fA-F]{1,99})");
    private static final Pattern FRACTION =
            Pattern.compile(
                    "[-+]?(\\.[0-9]{1,99}|[0-9]{1,99}(\\.[0-9]{0,99})?)([eE][-+]?[0-9]{1,3})?");
    private static final Set<Tag> KNOWN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

    private YamlScalars() {}

    /** The value; nothing when it has a tag that nobody knows. */
    static Optional<JsonNode> value(ScalarNode scalar) {
        if (scalar.getTag().equals(Tag.ENV_TAG)) {
            // How the library sees a placeholder; nothing of the environment is put in.
            return Optional.of(TextNode.valueOf(scalar.getValue()));
        }
        if (!KNOWN.contains(scalar.getTag())) {
            return Optional.empty();
        }
        if (!scalar.isPlain() || scalar.getTag().equals(Tag.STR)) {
            return Optional.of(TextNode.valueOf(scalar.getValue()));
        }
        return Optional.of(plain(scalar.getValue()));
    }

    /** The value of what stands there without quotes. */
    static JsonNode plain(String text) {
        if (NULLS.contains(text)) {
            return NullNode.getInstance();
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return BooleanNode.valueOf(TRUE.contains(text));
        }
        if (DECIMAL.matcher(text).matches()) {
            return whole(new BigInteger(text));
        }
        Matcher other = OTHER_BASE.matcher(text);
        if (other.matches()) {
            Optional<JsonNode> found = otherBase(other);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return FRACTION.matcher(text).matches() ? fraction(text) : TextNode.valueOf(text);
    }

    private static Optional<JsonNode> otherBase(Matcher written) {
        int base =
                switch (written.group(2)) {
                    case "0x" -> 16;
                    case "0b" -> 2;
                    default -> 8;
                };
        try {
            return Optional.of(whole(new BigInteger(written.group(1) + written.group(3), base)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static JsonNode whole(BigInteger value) {
        return value.bitLength() < Long.SIZE
                ? LongNode.valueOf(value.longValue())
                : BigIntegerNode.valueOf(value);
    }

    private static JsonNode fraction(String text) {
        BigDecimal exact = new BigDecimal(text);
        double value = exact.doubleValue();
        return Double.isInfinite(value) ? DecimalNode.valueOf(exact) : DoubleNode.valueOf(value);
    }
}
