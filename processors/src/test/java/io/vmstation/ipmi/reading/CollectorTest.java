package io.vmstation.ipmi.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.BmcPolling;
import org.junit.jupiter.api.Test;

class CollectorTest {
    @Test
    void whatAConfigurationMayNameIsWhatThereIs() {
        assertThat(Collector.values())
                .extracting(Collector::word)
                .containsExactlyElementsOf(BmcPolling.COLLECTORS);
    }

    @Test
    void eachIsFoundByItsWord() {
        assertThat(Collector.values())
                .allSatisfy(each -> assertThat(Collector.named(each.word())).contains(each));
        assertThat(Collector.named("fru")).isEmpty();
    }
}
