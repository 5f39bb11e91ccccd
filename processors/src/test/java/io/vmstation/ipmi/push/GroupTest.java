package io.vmstation.ipmi.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupTest {
    @ParameterizedTest
    @CsvSource({
        "http://gw:9091, storage, http://gw:9091/metrics/job/vmstation/node/storage",
        "http://gw:9091/, node-1.lan, http://gw:9091/metrics/job/vmstation/node/node-1.lan",
        "https://gw/push/, a_b~c, https://gw/push/metrics/job/vmstation/node/a_b~c",
        "http://gw, rack/one, http://gw/metrics/job/vmstation/node@base64/cmFjay9vbmU=",
        "http://gw, .., http://gw/metrics/job/vmstation/node@base64/Li4=",
        "http://gw, küche 1, http://gw/metrics/job/vmstation/node@base64/a8O8Y2hlIDE=",
        "http://gw, a?b#c%, http://gw/metrics/job/vmstation/node@base64/YT9iI2Ml",
    })
    void namesAreWrittenSoThatTheGatewayReadsThemBack(URI gateway, String node, URI group) {
        assertThat(Group.of(gateway, node)).isEqualTo(group);
    }
}
