package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.State;
import org.junit.jupiter.api.Test;

class PartHealthTest {
    private static HealthCheck.Result health(Map<String, String> problems) {
        return new PartHealth("cluster", () -> problems).call();
    }

    @Test
    void isUpWhileNothingIsStuck() {
        assertThat(health(Map.of()).getState()).isEqualTo(State.UP);
    }

    @Test
    void saysWhichNodeIsStuckAndWhy() {
        HealthCheck.Result result = health(Map.of("storage", "the Kubernetes API is away"));

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage()).contains("the Kubernetes API is away");
        assertThat(result.getDetails()).containsEntry("storage", "the Kubernetes API is away");
    }

    @Test
    void holdsUpNeitherStartNorClients() {
        HealthCheck check = new PartHealth("cluster", Map::of);

        assertThat(check.isLiveness()).isFalse();
        assertThat(check.isReadiness()).isFalse();
    }
}
