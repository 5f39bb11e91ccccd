package io.vmstation.wake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.Network;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.SourceRules;
import io.vmstation.node.TestNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolveNodeTest {
    private final Node plain = new Site().node("storage");

    private ResolveNode resolve(SourceRules rules) {
        Node node = TestNode.like(plain).sources(rules).build();
        return new ResolveNode(() -> new Nodes(List.of(node)));
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.4.50, 192.168.4.0/24",
        "::ffff:192.168.4.50, 192.168.4.0/24",
        "0:0:0:0:0:ffff:c0a8:432, 192.168.4.0/24",
        "fd00::50, fd00::/8",
        "fe80::50%eth0, fe80::/10",
        "fe80::50%2, fe80::/10"
    })
    void aSourceIsKnownHoweverItsAddressIsWritten(String source, String network) {
        ResolveNode ignoring = resolve(new SourceRules(List.of(), List.of(Network.parse(network))));

        assertThat(ignoring.resolve("storage", "web", "connect", source).refusal()).isPresent();
    }
}
