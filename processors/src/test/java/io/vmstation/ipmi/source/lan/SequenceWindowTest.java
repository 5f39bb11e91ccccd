package io.vmstation.ipmi.source.lan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceWindowTest {
    private final SequenceWindow window = new SequenceWindow();

    @Test
    void eachNumberIsTakenOnceInAnyOrderWithinTheWindow() {
        assertThat(window.accept(1)).isTrue();
        assertThat(window.accept(4)).isTrue();
        assertThat(window.accept(2)).isTrue();
        assertThat(window.accept(2)).isFalse();
        assertThat(window.accept(4)).isFalse();
        assertThat(window.accept(3)).isTrue();
        assertThat(window.accept(1)).isFalse();
    }

    @Test
    void whatIsFarTooOldIsNotTaken() {
        assertThat(window.accept(100)).isTrue();
        assertThat(window.accept(69)).isTrue();
        assertThat(window.accept(68)).isFalse();
        assertThat(window.accept(1000)).isTrue();
        assertThat(window.accept(100)).isFalse();
        assertThat(window.accept(999)).isTrue();
    }

    @Test
    void numbersAreWithoutSignAndNeverZero() {
        assertThat(window.accept(0)).isFalse();
        assertThat(window.accept(0x7fffffff)).isTrue();
        assertThat(window.accept(0x80000000)).isTrue();
        assertThat(window.accept(0x7fffffff)).isFalse();
    }
}
