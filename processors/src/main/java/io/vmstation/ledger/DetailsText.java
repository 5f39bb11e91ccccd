package io.vmstation.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The details of an event as one JSON object of texts, keys in alphabetical order. */
final class DetailsText {
    private final JsonFactory json = new JsonFactory();

    String write(Map<String, String> details) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = json.createGenerator(text)) {
            generator.writeStartObject();
            for (Map.Entry<String, String> detail : new TreeMap<>(details).entrySet()) {
                generator.writeStringField(detail.getKey(), detail.getValue());
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Leaves out what is not a plain value, which only another writer can have put there. */
    Map<String, String> read(String text) throws IOException {
        Map<String, String> details = new LinkedHashMap<>();
        try (JsonParser parser = json.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() != null) {
                String key = parser.currentName();
                if (parser.currentToken().isScalarValue() && key != null) {
                    details.put(key, parser.getText());
                }
            }
        }
        return details;
    }
}
