package io.vmstation.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A listener and a service for each test, and the proof that neither keeps anything. */
@Timeout(120)
abstract class RelayTestBase {
    final SettingsBuilder settings = new SettingsBuilder();
    Service service;
    private @Nullable RelayFixture fixture;

    @BeforeEach
    void openService() {
        service = new Service();
    }

    /** The host, started with what {@link #settings} say at the first call. */
    final RelayFixture host() {
        try {
            if (fixture == null) {
                fixture = new RelayFixture(settings.build());
            }
            return fixture;
        } catch (Exception e) {
            throw new AssertionError("the host does not start", e);
        }
    }

    @AfterEach
    void keepsNothing() throws Exception {
        service.close();
        if (fixture != null) {
            fixture.stop();
            assertThat(fixture.held()).isZero();
            assertThat(fixture.open()).isZero();
            assertThat(fixture.relays.open()).isEmpty();
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> {
                            System.gc();
                            PooledByteBufAllocator.DEFAULT.directBuffer().release();
                            assertThat(RecordingLeakDetector.reports()).isEmpty();
                        });
    }

    static void until(Duration atMost, Runnable assertion) {
        await().atMost(atMost).untilAsserted(assertion::run);
    }

    static void eventually(Runnable assertion) {
        until(Duration.ofSeconds(RelayFixture.PATIENCE_SECONDS), assertion);
    }
}
