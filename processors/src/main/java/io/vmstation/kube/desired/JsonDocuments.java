package io.vmstation.kube.desired;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON, one value in a file or several, and notes the lines. */
final class JsonDocuments {
    private static final int DEEPEST = 150;

    private final FileProblems problems;
    private final JsonFactory factory =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                    .build();

    JsonDocuments(FileProblems problems) {
        this.problems = problems;
    }

    /**
     * The values of a file; none when it is no JSON, which was reported.
     *
     * @param file as messages name it
     */
    List<YamlTree.Root> read(String text, String file) {
        List<YamlTree.Root> roots = new ArrayList<>();
        try (JsonParser parser = factory.createParser(text)) {
            while (parser.nextToken() != null) {
                Lines lines = new Lines();
                int line = parser.currentTokenLocation().getLineNr();
                roots.add(new YamlTree.Root(value(parser, lines), lines, line));
            }
            return roots;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            problems.report(
                    Spot.of(file).at(line),
                    "is not JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse("unreadable")
                            + "; check quotes, commas and brackets, and whether all of it was"
                            + " written");
        } catch (IOException e) {
            problems.report(file, "is not JSON: " + e.getMessage());
        }
        return List.of();
    }

    private static JsonNode value(JsonParser parser, Lines lines) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> map(parser, lines);
            case START_ARRAY -> list(parser, lines);
            case VALUE_NUMBER_INT ->
                    parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                            ? JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue())
                            : JsonNodeFactory.instance.numberNode(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDoubleValue());
            case VALUE_TRUE, VALUE_FALSE -> BooleanNode.valueOf(parser.getBooleanValue());
            case VALUE_NULL -> NullNode.getInstance();
            default -> TextNode.valueOf(parser.getText());
        };
    }

    private static ObjectNode map(JsonParser parser, Lines lines) throws IOException {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            lines.note(map, key, parser.currentTokenLocation().getLineNr());
            parser.nextToken();
            map.set(key, value(parser, lines));
        }
        return map;
    }

    private static ArrayNode list(JsonParser parser, Lines lines) throws IOException {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            lines.note(list, list.size(), parser.currentTokenLocation().getLineNr());
            list.add(value(parser, lines));
        }
        return list;
    }
}
