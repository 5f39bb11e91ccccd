package io.vmstation.kube.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class GeneratedSecretTest {
    private final GeneratedSecret secrets = new GeneratedSecret(new SecureRandom());

    private static ObjectNode secret(String asked) {
        return StackYaml.read(
                "{kind: Secret, metadata: {annotations: {vmstation.io/generate: '"
                        + asked
                        + "'}}}");
    }

    @Test
    void everySecretGetsAPasswordOfItsOwn() {
        String one = secrets.filled(secret("a")).path("stringData").path("a").asText();
        String other = secrets.filled(secret("a")).path("stringData").path("a").asText();
        assertThat(one).hasSize(32).matches("[A-Za-z0-9]+").isNotEqualTo(other);
    }

    @Test
    void everyKeyThatIsAskedForIsMade() {
        assertThat(secrets.filled(secret("a, b")).path("stringData").size()).isEqualTo(2);
    }

    @Test
    void whatIsThereStays() {
        ObjectNode own = secret("a,b");
        own.withObject("/data").put("a", "b3du");
        ObjectNode filled = secrets.filled(own);
        assertThat(filled.path("data").path("a").asText()).isEqualTo("b3du");
        assertThat(filled.path("stringData").has("a")).isFalse();
        assertThat(filled.path("stringData").has("b")).isTrue();
    }

    @Test
    void nothingElseIsTouched() {
        ObjectNode map = StackYaml.read("{kind: ConfigMap, metadata: {annotations: {}}}");
        assertThat(GeneratedSecret.isAsked(map)).isFalse();
        assertThat(secrets.filled(map)).isSameAs(map);
        ObjectNode asked = secret("a");
        ObjectNode before = asked.deepCopy();
        secrets.filled(asked);
        assertThat(asked).isEqualTo(before);
    }
}
