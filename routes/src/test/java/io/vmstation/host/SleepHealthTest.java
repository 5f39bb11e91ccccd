package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.State;
import org.junit.jupiter.api.Test;

class SleepHealthTest {
    private static HealthCheck.Result health(Map<String, String> problems) {
        return new SleepHealth(() -> problems).call();
    }

    @Test
    void isUpWhileNothingIsLeft() {
        assertThat(health(Map.of()).getState()).isEqualTo(State.UP);
    }

    @Test
    void saysOnWhichNodeWhatIsLeft() {
        HealthCheck.Result result = health(Map.of("storage", "node.armed: the disk is full"));

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage()).contains("node.armed: the disk is full");
        assertThat(result.getDetails()).containsEntry("storage", "node.armed: the disk is full");
    }

    @Test
    void holdsUpNeitherStartNorClients() {
        HealthCheck check = new SleepHealth(Map::of);

        assertThat(check.isLiveness()).isFalse();
        assertThat(check.isReadiness()).isFalse();
    }
}
