package io.vmstation.sleep.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds values in JSON by a JSON path. Thread-safe. */
final class JsonValues {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Configuration JACKSON =
            Configuration.builder()
                    .jsonProvider(new JacksonJsonProvider(MAPPER))
                    .mappingProvider(new JacksonMappingProvider(MAPPER))
                    .build();

    private final JsonPath path;

    private JsonValues(JsonPath path) {
        this.path = path;
    }

    /**
     * Those at {@code path}.
     *
     * @throws IllegalArgumentException with a clause that names the path and what is wrong
     */
    static JsonValues at(String path) {
        try {
            return new JsonValues(JsonPath.compile(path));
        } catch (InvalidPathException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "path "
                            + LookWords.clean(path)
                            + " is no JSON path: "
                            + LookWords.clean(String.valueOf(e.getMessage())),
                    e);
        }
    }

    /**
     * What {@code json} has there, in its order; nulls included.
     *
     * @throws com.jayway.jsonpath.JsonPathException if it is no JSON
     */
    List<Object> in(String json) {
        Object found;
        try {
            found = path.read(json, JACKSON);
        } catch (PathNotFoundException e) {
            return List.of();
        }
        boolean several = !path.isDefinite() && found instanceof List;
        return several ? new ArrayList<>((List<?>) found) : Collections.singletonList(found);
    }

    /** Whether it can find one value only, so that none is remarkable. */
    boolean isSingle() {
        return path.isDefinite();
    }

    @Override
    public String toString() {
        return LookWords.clean(path.getPath());
    }
}
