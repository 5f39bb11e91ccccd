package io.vmstation.host.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class ReferencedKeysTest {
    @Test
    void findsKeysWithTheirFirstLine() {
        assertThat(ReferencedKeys.in("a: {{x.y}}\nb: \"{{x.y}}{{z}}\"\n"))
                .containsExactly(entry("x.y", 1), entry("z", 2));
    }

    @Test
    void looksThroughOptionalNegatedAndDefaultedOnes() {
        assertThat(ReferencedKeys.in("{{?one}} {{!two}} {{three:default}}"))
                .containsOnlyKeys("one", "two", "three");
    }

    @Test
    void leavesCommentsAndFunctionsOut() {
        assertThat(ReferencedKeys.in("# {{one}}\na: {{env:HOME}} # {{two}}\nb: x#{{three}}"))
                .containsOnlyKeys("three");
    }
}
