package io.vmstation.kube.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads and writes single documents of YAML, within bounds. */
final class StackYaml {
    private static final int MOST_CHARACTERS = 1024 * 1024;
    private static final int MOST_ALIASES = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    private StackYaml() {}

    /**
     * Reads a map; of nothing an empty one.
     *
     * @throws IllegalArgumentException with the reason, when it is no YAML, no map, or too long
     */
    static ObjectNode read(String text) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setSchema(new CoreSchema())
                        .setCodePointLimit(MOST_CHARACTERS)
                        .setMaxAliasesForCollections(MOST_ALIASES)
                        .build();
        JsonNode read;
        try {
            read = JSON.valueToTree(new Load(settings).loadFromString(text));
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(
                    "is not YAML: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("is nested too deeply", e);
        }
        if (read.isNull()) {
            return JSON.createObjectNode();
        }
        if (read instanceof ObjectNode map) {
            return map;
        }
        throw new IllegalArgumentException("is not a map of keys and values");
    }

    static String write(JsonNode document) {
        DumpSettings settings =
                DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setSchema(new CoreSchema())
                        .setIndicatorIndent(2)
                        .setIndentWithIndicator(true)
                        .setWidth(120)
                        .build();
        return new Dump(settings).dumpToString(JSON.convertValue(document, Object.class));
    }
}
