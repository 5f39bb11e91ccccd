package io.vmstation.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The description of the API that users get, and whether answers keep to it. */
final class ApiContract {
    private final JsonNode document;

    ApiContract(String yaml) throws IOException {
        document = new ObjectMapper(new YAMLFactory()).readTree(yaml);
    }

    /** One verb of one path, in upper case: {@code GET /api/nodes}. */
    List<String> operations() {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> verb : path.getValue().properties()) {
                found.add(verb.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
            }
        }
        return found;
    }

    /**
     * What of an answer is not as its operation describes it: its status, its type, its body.
     *
     * @param operation {@code GET /api/nodes}
     */
    List<String> broken(String operation, ApiSite.Reply reply) {
        List<String> parts = List.of(operation.split(" ", 2));
        JsonNode responses =
                document.path("paths")
                        .path(parts.get(1))
                        .path(parts.get(0).toLowerCase(Locale.ROOT))
                        .path("responses");
        JsonNode response =
                resolved(
                        responses.has(String.valueOf(reply.status()))
                                ? responses.path(String.valueOf(reply.status()))
                                : responses.path("default"));
        if (!responses.has(String.valueOf(reply.status())) && reply.status() < 400) {
            return List.of("the status " + reply.status() + " is not described");
        }
        JsonNode content = response.path("content").path(reply.header("Content-Type"));
        if (content.isMissingNode()) {
            return List.of("the type " + reply.header("Content-Type") + " is not described");
        }
        return content.path("schema").has("type")
                ? List.of()
                : broken((ObjectNode) content.path("schema"), reply.json());
    }

    /** What of a body is not as the schema of that name wants it. */
    List<String> brokenBody(String schema, JsonNode body) {
        ObjectNode wanted = new ObjectMapper().createObjectNode();
        return broken(wanted.put("$ref", "#/components/schemas/" + schema), body);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private List<String> broken(ObjectNode wanted, JsonNode body) {
        ObjectNode schema = wanted.deepCopy();
        schema.set("components", document.path("components"));
        SchemaValidatorsConfig strict =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema, strict)
                .validate(body)
                .stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }
}
