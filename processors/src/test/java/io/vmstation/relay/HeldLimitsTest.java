package io.vmstation.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldLimitsTest {
    private final SettingsBuilder settings = new SettingsBuilder();

    @Test
    void countsEverySourceByItself() {
        settings.maxHeldPerSource = 1;
        HeldLimits limits = new HeldLimits(settings.build());
        assertThat(limits.enter("a")).isTrue();
        assertThat(limits.enter("a")).isFalse();
        assertThat(limits.enter("b")).isTrue();
        limits.leave("a");
        assertThat(limits.enter("a")).isTrue();
    }

    @Test
    void countsAllSourcesTogether() {
        settings.maxHeld = 2;
        HeldLimits limits = new HeldLimits(settings.build());
        assertThat(limits.enter("a")).isTrue();
        assertThat(limits.enter("b")).isTrue();
        assertThat(limits.enter("c")).isFalse();
        limits.leave("b");
        assertThat(limits.enter("c")).isTrue();
    }

    @Test
    void boundsBytesBeyondTheHoldBuffers() {
        settings.maxHeld = 10;
        settings.holdBuffer = 100;
        HeldLimits limits = new HeldLimits(settings.build());
        assertThat(limits.takeBytes(1000)).isTrue();
        assertThat(limits.takeBytes(1)).isFalse();
        limits.giveBytes(500);
        assertThat(limits.takeBytes(500)).isTrue();
    }
}
