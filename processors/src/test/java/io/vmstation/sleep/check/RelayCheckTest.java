package io.vmstation.sleep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.spi.ClientConnections.ClientConnection;
import io.vmstation.spi.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelayCheckTest {
    private final Instant now = Instant.now();
    private final ClientConnection quiet = client("192.0.2.7", 9, now.minus(Duration.ofHours(3)));
    private final ClientConnection active = client("192.0.2.8", 9, now);

    private ClientConnection client(String source, long bytes, Instant lastByte) {
        Instant since = now.minus(Duration.ofHours(4));
        return new ClientConnection("wake-on-jellyfin", source, since, bytes, lastByte);
    }

    private static Evidence look(Duration idleConnections, ClientConnection... clients) {
        RelayCheck check =
                new RelayCheck(node -> node.equals("storage") ? List.of(clients) : List.of());
        return check.look(Questions.question(check, Map.of("idleConnections", idleConnections)))
                .join();
    }

    @Test
    void nobodyIsNoUse() {
        assertThat(look(Duration.ZERO))
                .isEqualTo(new Evidence.Idle("no client is connected through this host"));
    }

    @Test
    void anyConnectionIsAUseByDefault() {
        assertThat(look(Duration.ZERO, quiet))
                .isEqualTo(
                        new Evidence.Busy(
                                "a client at 192.0.2.7 is connected through wake-on-jellyfin"));
    }

    @Test
    void aConnectionWithoutBytesMayBeSaidNotToCount() {
        assertThat(look(Duration.ofHours(2), quiet))
                .isEqualTo(
                        new Evidence.Idle(
                                "1 client is connected through this host, without a byte for 2h"));
        assertThat(look(Duration.ofHours(2), quiet, active, active))
                .isEqualTo(
                        new Evidence.Busy(
                                "a client at 192.0.2.8 is connected through wake-on-jellyfin, and"
                                        + " 1 more"));
    }
}
