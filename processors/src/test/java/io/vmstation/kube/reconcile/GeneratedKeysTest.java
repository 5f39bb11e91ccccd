package io.vmstation.kube.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GeneratedKeysTest {
    private final GeneratedKeys keys = new GeneratedKeys(new SecureRandom());

    private static ObjectNode json(String text) throws Exception {
        return (ObjectNode) new ObjectMapper().readTree(text);
    }

    private static ObjectNode desired() throws Exception {
        return json(
                "{\"kind\":\"Secret\",\"metadata\":{\"annotations\":{\"vmstation.io/generate\":\"a, b\"}},\"data\":{\"c\":\"eA==\"}}");
    }

    @Test
    void whatTheClusterDoesNotHaveIsMadeUpAndDiffersEachTime() throws Exception {
        ObjectNode desired = desired();
        ObjectNode completed = keys.complete(desired, Optional.empty());

        String value =
                new String(
                        Base64.getDecoder().decode(completed.at("/data/a").asText()),
                        StandardCharsets.UTF_8);
        assertThat(value).matches("[A-Za-z0-9]{32}");
        assertThat(completed.at("/data/b")).isNotEqualTo(completed.at("/data/a"));
        assertThat(completed.at("/data/c").asText()).isEqualTo("eA==");
        assertThat(desired).isEqualTo(desired());
    }

    @Test
    void whatTheClusterHasIsKeptSoThatItIsNoDifference() throws Exception {
        ObjectNode first = keys.complete(desired(), Optional.empty());

        assertThat(keys.complete(desired(), Optional.of(first))).isEqualTo(first);
    }

    @Test
    void everythingElseIsLeftAsItIs() throws Exception {
        ObjectNode map =
                json(
                        "{\"kind\":\"ConfigMap\",\"metadata\":{\"annotations\":{\"vmstation.io/generate\":\"a\"}}}");
        ObjectNode plain = json("{\"kind\":\"Secret\",\"metadata\":{},\"data\":{}}");

        assertThat(keys.complete(map, Optional.empty())).isSameAs(map);
        assertThat(keys.complete(plain, Optional.empty())).isSameAs(plain);
    }
}
