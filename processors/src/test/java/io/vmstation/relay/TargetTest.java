package io.vmstation.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @ValueSource(strings = {"192.168.4.61:8096", "[fd00::61]:22", "storage.lan:445"})
    void readsWhatItWrites(String text) {
        assertThat(Target.parse(text)).hasToString(text);
    }

    @Test
    void knowsWhichTargetsNeedNoLookUp() {
        assertThat(Target.parse("192.168.4.61:8096").literal()).isTrue();
        assertThat(Target.parse("[fd00::61]:8096").literal()).isTrue();
        assertThat(Target.parse("storage.lan:8096").literal()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.168.4.61",
                ":22",
                "host:",
                "host:0",
                "host:65536",
                "host:ssh",
                "fd00::61:22",
                "[]:22",
                "[storage.lan]:22"
            })
    void rejectsWhatIsNoTarget(String text) {
        assertThatThrownBy(() -> Target.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
